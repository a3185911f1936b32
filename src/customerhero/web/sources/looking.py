"""A look at a file that may be anything, in a process of its own that `bounded` starts: no harm goes beyond it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from customerhero.errors import HeroError, MappingError
from customerhero.facts.apart import Plain, Tell
from customerhero.facts.confined import serve
from customerhero.facts.mapping import Mapped, Options, Proposal, load_mapping
from customerhero.facts.mapping.fitting import uses
from customerhero.facts.mapping.loading import Given, given_mapping, preset_names, sections_that_fit
from customerhero.facts.reader import mapped_rows, proposed
from customerhero.facts.reading import ReadOptions, Staged, sample
from customerhero.facts.reading.sheet_list import sheets_of
from customerhero.web.sources.how_read import HowRead, told_here
from customerhero.web.sources.limits import LOOKING, ROWS_SHOWN, ROWS_TRIED
from customerhero.web.sources.places import places_of

_MACROS: Final = "xl/vbaProject.bin"
_LONGEST_CELL: Final = 200
_SPILLS: Final = "2GB"

Seen = dict[str, Any]


@dataclass(frozen=True)
class _Looking:
    """One file in a look: where to work, how it is read, and what was answered so far."""

    file: Path
    work: Path
    options: ReadOptions
    answers: Mapping[str, str]


def answer(asked: Seen) -> Seen:
    """The answer to a question: what was seen, or the trouble with the sheets that could be chosen instead."""
    options = HowRead(**asked["reading"]).options(LOOKING)
    looking = _Looking(Path(asked["file"]), Path(asked["work"]), options, asked["answers"])
    try:
        if asked["act"] == "look":
            return {"seen": {**_look_at(looking), "reading": asked["reading"], "sheets": _sheets(looking)}}
        return {"seen": _try_out(looking, asked["mapping"], asked["section"])}
    except HeroError as trouble:
        entry = trouble.entry if isinstance(trouble, MappingError) else ""
        told = {"what": trouble.what, "where": _where(trouble, looking.file), "remedy": trouble.remedy, "entry": entry}
        return {"trouble": {**told, "sheets": _sheets(looking) if asked["act"] == "look" else []}}


def _look_at(looking: _Looking) -> Seen:
    """What a file holds and may be: its columns, first rows, the proposed mapping with reasons, the presets ranked."""
    file = looking.file
    staged = sample(file, looking.options, ROWS_TRIED, looking.work)
    proposal = proposed(staged, file.name, looking.answers)
    return {
        "format": staged.format,
        "encoding": staged.encoding,
        "delimiter": staged.delimiter,
        "notes": [*told_here(staged.notes), *_macros(file)],
        "columns": list(staged.columns),
        "rows": _first_rows(staged),
        "proposal": {**_told(proposal), "places": places_of(staged.file, file.name, proposal, looking.answers)},
        "trial": _trial(staged, looking, proposal),
        "presets": _ranked(list(staged.columns), file.name),
    }


def _sheets(looking: _Looking) -> list[list[Any]]:
    return [list(asdict(sheet).values()) for sheet in sheets_of(looking.file, looking.options, looking.work)]


def _try_out(looking: _Looking, mapping: str, section: str) -> Seen:
    """What the first rows would become under a mapping: a preset's name or a YAML file."""
    given = given_mapping(mapping)
    given.parsed()  # before the file is read
    return _become(sample(looking.file, looking.options, ROWS_TRIED, looking.work), given, looking, section)


def _become(staged: Staged, given: Given, looking: _Looking, section: str) -> Seen:
    options = Options(section=section, memory_limit=LOOKING.memory_limit, spill_limit=_SPILLS)
    mapped = mapped_rows(staged, given, looking.work, options)
    return _plain(staged, mapped, has_parts=len(given.parsed().sections) > 1)


def _plain(staged: Staged, mapped: Mapped, *, has_parts: bool) -> Seen:
    """What came of the rows; absent columns are gathered, and that the rows end too early is our own doing."""
    absent = [note.column for note in mapped.notes if note.code == "absent_column"]
    told = [note for note in mapped.notes if note.code not in ("absent_column", "truncated")]
    return {
        "format": staged.format,
        "section": mapped.section if has_parts else "",
        "read": mapped.read,
        "refused": mapped.refused_rows,
        "counts": {name: _counts(table.rows) for name, table in mapped.tables.items()},
        "first": [note.sentence for note in told if note.first],
        "notes": [note.sentence for note in told if not note.first],
        "absent": absent,
    }


def _counts(rows: int) -> dict[str, int]:
    return {"read": rows, "written": rows, "unchanged": 0, "corrected": 0}


def _trial(staged: Staged, looking: _Looking, proposal: Proposal) -> Seen | None:
    """What the proposed mapping makes of the first rows; None where it is not yet one."""
    if not proposal.is_complete:
        return None
    yaml = looking.work / "proposal.yaml"
    yaml.write_text(proposal.text, encoding="utf-8")
    try:
        return _become(staged, given_mapping(proposal.preset or str(yaml)), looking, proposal.section)
    except MappingError:
        return None


def _first_rows(staged: Staged) -> list[list[str]]:
    batches = pq.ParquetFile(staged.file).iter_batches(ROWS_SHOWN)
    rows = next(batches).to_pylist()[:ROWS_SHOWN] if staged.rows else []
    return [[_cell(row[name]) for name in staged.columns] for row in rows]


def _cell(value: object) -> str:
    text = "" if value is None else str(value).replace("\0", "\N{REPLACEMENT CHARACTER}")  # no database takes a NUL
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def _told(proposal: Proposal) -> Seen:
    return {**asdict(proposal), "guesses": [list(asdict(guess).values()) for guess in proposal.guesses]}


def _ranked(columns: list[str], name: str) -> list[Seen]:
    """Every preset with what it lacks and how many of the columns it uses; the best fit first."""
    found = []
    for preset in preset_names():
        mapping = load_mapping(preset)
        section, lacking = sections_that_fit(mapping, columns, name)[0]
        used = len(uses(section, columns))
        part = section.name if len(mapping.sections) > 1 else ""
        found.append({"name": preset, "title": mapping.title, "section": part, "lacking": lacking, "used": used})
    return sorted(found, key=lambda fit: (bool(fit["lacking"]), -fit["used"], len(fit["lacking"]), fit["name"]))


def _macros(file: Path) -> list[str]:
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(file) as package:
        if _MACROS in package.namelist():
            return ["the workbook holds macros: they are never run, only the cells of its sheet are read"]
    return []


def _act(asked: Plain, _tell: Tell) -> Seen:
    return answer(asked)


def _where(trouble: HeroError, file: Path) -> str:
    return trouble.where().replace(str(file), file.name).replace(str(file.parent), "")


if __name__ == "__main__":
    serve({"look": _act, "try": _act})

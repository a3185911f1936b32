"""A look at a file that may be anything, in a process of its own that `bounded` starts: no harm goes beyond it."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from customerhero.errors import HeroError, MappingError
from customerhero.facts.apart import Plain, Tell
from customerhero.facts.confined import serve
from customerhero.facts.mapping import Mapped, Options, Proposal, load_mapping, propose
from customerhero.facts.mapping.fitting import uses
from customerhero.facts.mapping.loading import given_mapping, preset_names, sections_that_fit
from customerhero.facts.reader import mapped_rows
from customerhero.facts.reading import Staged, sample
from customerhero.web.sources.limits import LOOKING, ROWS_SHOWN, ROWS_TRIED

_MACROS: Final = "xl/vbaProject.bin"
_LONGEST_CELL: Final = 200
_SPILLS: Final = "2GB"

Seen = dict[str, Any]


def answer(asked: Seen) -> Seen:
    """The answer to a question: what was seen, or the trouble."""
    file, work = Path(asked["file"]), Path(asked["work"])
    try:
        if asked["act"] == "look":
            return {"seen": look_at(file, work)}
        return {"seen": try_out(file, work, asked["mapping"], asked["section"])}
    except HeroError as trouble:
        entry = trouble.entry if isinstance(trouble, MappingError) else ""
        return {
            "trouble": {"what": trouble.what, "where": _where(trouble, file), "remedy": trouble.remedy, "entry": entry}
        }


def look_at(file: Path, work: Path) -> Seen:
    """What a file holds and may be: its columns, first rows, the proposed mapping with reasons, the presets ranked."""
    staged = sample(file, LOOKING, ROWS_TRIED, work)
    proposal = propose(staged.file, file.name)
    return {
        "format": staged.format,
        "notes": [*staged.notes, *_macros(file)],
        "columns": list(staged.columns),
        "rows": _first_rows(staged),
        "proposal": _told(proposal),
        "trial": _trial(file, work, proposal),
        "presets": _ranked(list(staged.columns), file.name),
    }


def try_out(file: Path, work: Path, mapping: str, section: str) -> Seen:
    """What the first rows would become under a mapping: a preset's name or a YAML file."""
    given = given_mapping(mapping)
    given.parsed()  # before the file is read
    staged = sample(file, LOOKING, ROWS_TRIED, work)
    options = Options(section=section, memory_limit=LOOKING.memory_limit, spill_limit=_SPILLS)
    mapped = mapped_rows(staged, given, work, options)
    return _plain(staged, mapped, has_parts=len(given.parsed().sections) > 1)


def _plain(staged: Staged, mapped: Mapped, *, has_parts: bool) -> Seen:
    """What came of the rows; absent columns are gathered, and that the rows end too early is our own doing."""
    absent = [note.column for note in mapped.notes if note.code == "absent_column"]
    told = [note.sentence for note in mapped.notes if note.code not in ("absent_column", "truncated")]
    return {
        "format": staged.format,
        "section": mapped.section if has_parts else "",
        "read": mapped.read,
        "refused": mapped.refused_rows,
        "counts": {name: _counts(table.rows) for name, table in mapped.tables.items()},
        "notes": told,
        "absent": absent,
    }


def _counts(rows: int) -> dict[str, int]:
    return {"read": rows, "written": rows, "unchanged": 0, "corrected": 0}


def _trial(file: Path, work: Path, proposal: Proposal) -> Seen | None:
    """What the proposed mapping makes of the first rows; None where it is not yet one."""
    if not proposal.is_complete:
        return None
    yaml = work / "proposal.yaml"
    yaml.write_text(proposal.text, encoding="utf-8")
    try:
        return try_out(file, work, proposal.preset or str(yaml), proposal.section if proposal.preset else "")
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
    told = {**asdict(proposal), "complete": proposal.is_complete}
    return {**told, "guesses": [list(asdict(guess).values()) for guess in proposal.guesses]}


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

"""The reader: a process of its own that reads a file, maps it and looks at it, asked by `facts/reading_apart.py`.

What it imports is light, since it is started for each file. Files it makes lie in the folder it was given and are told
by their names alone.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from customerhero.facts.apart import Plain, Tell
from customerhero.facts.checks import DataNote
from customerhero.facts.confined import Act, serve
from customerhero.facts.mapping import (
    Assumption,
    Choice,
    Guess,
    Mapped,
    MappedTable,
    Options,
    Proposal,
    Question,
    apply,
    propose,
)
from customerhero.facts.mapping.loading import Given
from customerhero.facts.reading import ReadOptions, Staged, sample, stage
from customerhero.facts.reading.reading import staged_from
from customerhero.facts.reconciled import plain_reconciled, reconciled_of
from customerhero.facts.refused import write_refused

MAPPED: Final = "mapped"
"""The folder, beside what was read, for what the mapping makes of it."""


def read(asked: Plain, tell: Tell) -> Plain:
    """A whole file as Parquet."""
    file, work, options = _file(asked)
    return told_staged(stage(file, work, options, lambda done, total: tell("read", done, total)))


def look(asked: Plain, _tell: Tell) -> Plain:
    """The first rows of a file as Parquet, and the mapping proposed for it."""
    file, work, options = _file(asked)
    staged = sample(file, options, asked["rows"], work)
    if not asked["propose"]:
        return {"staged": told_staged(staged), "proposal": None}
    return {"staged": told_staged(staged), "proposal": asdict(proposed(staged, file.name, asked["answers"]))}


def map_rows(asked: Plain, _tell: Tell) -> Plain:
    """What a mapping makes of the rows read, the refused ones as CSV too."""
    file, work, _ = _file(asked)
    staged = staged_of(asked["staged"], file, work)
    mapped = mapped_rows(staged, Given(**asked["mapping"]), work, Options(**asked["mapping_options"]))
    if (mapped.refused_rows or mapped.left_out) and asked["keep_refused"]:
        write_refused(mapped.refused, file.name)
    return told_mapped(mapped)


ACTS: Final[MappingOf[str, Act]] = {"read": read, "look": look, "map": map_rows}


def proposed(staged: Staged, name: str, answers: MappingOf[str, str]) -> Proposal:
    """The mapping proposed for rows that were read, with what reading them took for granted before its own."""
    proposal = propose(staged.file, name, answers)
    taken = tuple(Assumption(found.key, "", found.taken, found.evidence) for found in staged.found)
    return replace(proposal, assumptions=(*taken, *proposal.assumptions))


def mapped_rows(staged: Staged, given: Given, work: Path, options: Options) -> Mapped:
    """What a mapping makes of rows that were read, in a folder within `work`."""
    return apply(given.parsed(), staged.file, work / MAPPED, staged.source.name, options)


def told_staged(staged: Staged) -> Plain:
    """What was read, as plain data."""
    is_source = staged.file == staged.source
    return {**asdict(staged), "source": "", "file": "" if is_source else staged.file.name}


def staged_of(plain: Plain, source: Path, work: Path) -> Staged:
    """What was read, from plain data."""
    return staged_from(plain, work / Path(plain["file"]).name if plain["file"] else source, source)


def told_mapped(mapped: Mapped) -> Plain:
    """What a mapping made, as plain data."""
    return {
        "tables": {name: _told_table(table) for name, table in mapped.tables.items()},
        "refused_rows": mapped.refused_rows,
        "left_out": mapped.left_out,
        "read": mapped.read,
        "notes": [asdict(note) for note in mapped.notes],
        "section": mapped.section,
    }


def _told_table(table: MappedTable) -> list[Any]:
    return [table.rows, sorted(table.filled), plain_reconciled(table.reconciled)]


def mapped_of(plain: Plain, work: Path) -> Mapped:
    """What a mapping made, from plain data."""
    into = work / MAPPED
    return Mapped(
        tables={
            name: MappedTable(into / f"{Path(name).name}.parquet", rows, frozenset(filled), reconciled_of(told))
            for name, (rows, filled, told) in plain["tables"].items()
        },
        refused=into / "refused.parquet",
        refused_rows=plain["refused_rows"],
        read=plain["read"],
        notes=tuple(DataNote(**note) for note in plain["notes"]),
        section=plain["section"],
        left_out=plain["left_out"],
    )


def proposal_of(plain: Plain) -> Proposal:
    """A proposal, from plain data."""
    parts = {
        "tables": tuple(plain["tables"]),
        "guesses": tuple(Guess(**guess) for guess in plain["guesses"]),
        "assumptions": tuple(Assumption(**taken) for taken in plain["assumptions"]),
        "unread": tuple(plain["unread"]),
        "questions": tuple(_question_of(question) for question in plain["questions"]),
    }
    return Proposal(**{**plain, **parts})


def _question_of(plain: Plain) -> Question:
    return Question(**{**plain, "choices": tuple(Choice(**choice) for choice in plain["choices"])})


def _file(asked: dict[str, Any]) -> tuple[Path, Path, ReadOptions]:
    return Path(asked["file"]), Path(asked["work"]), ReadOptions(**asked["reading"])


if __name__ == "__main__":
    serve(ACTS)

"""The ways a user goes with an export: `hero map`, `hero import` and `hero insight`, one lake a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from customerhero.agenda import ask_one, plain
from customerhero.facts.importing import ImportOptions, ImportReceipt, import_file
from customerhero.facts.lake import Lake
from customerhero.facts.mapping import Proposal
from customerhero.facts.mapping.assumptions import NO_ANSWERS
from customerhero.facts.reading import ReadOptions
from customerhero.facts.reading_apart import reader_apart


def csv_text(header: str, rows: Iterable[str]) -> str:
    """A CSV of these lines."""
    return "\n".join([header, *rows, ""])


@dataclass(frozen=True)
class Desk:
    """One user's folder with a lake in it."""

    folder: Path

    def file(self, name: str, text: str) -> Path:
        """An export as it lies in the folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def proposed(self, file: Path, answers: Mapping[str, str] = NO_ANSWERS) -> Proposal:
        """What `hero map FILE --to FILE.yaml` proposes and writes."""
        (self.folder / "look").mkdir(exist_ok=True)
        with reader_apart(file, self.folder / "look", ReadOptions()) as reader:
            _, proposal = reader.propose(20_000, answers)
        self.file(f"{file.name}.yaml", proposal.text)
        return proposal

    def brought(self, file: Path, mapping: str = "") -> ImportReceipt:
        """What `hero import FILE` says through a preset or, without one, through the proposal that was written."""
        refused = self.folder / "refused.csv"
        return import_file(
            file,
            self.folder / "lake",
            ImportOptions(mapping or str(self.folder / f"{file.name}.yaml"), refused_to=refused),
        )

    def told(self, insight: str) -> dict[str, Any]:
        """What `hero insight NAME --json` tells."""
        answer = ask_one(Lake.open(self.folder / "lake").facts(), insight)
        return dict(json.loads(json.dumps(plain(answer.as_dict()))))

    def known(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """These columns of a table that the lake shows, in order."""
        shown = Lake.open(self.folder / "lake").facts().tables[table].to_pyarrow().to_pylist()
        return sorted(tuple(row[column] for column in columns) for row in shown)

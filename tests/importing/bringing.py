"""Small files brought into a lake, and what is known afterwards."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from customerhero.facts.importing import ImportOptions, ImportReceipt, import_file
from customerhero.facts.lake import Lake
from customerhero.facts.mapping import Proposal, propose
from customerhero.facts.reading import sample


def brought(
    folder: Path, text: str, mapping: str, name: str = "file.csv", *, again: bool = False, accept_changes: bool = False
) -> ImportReceipt:
    """The receipt of a text imported into the folder's lake, through a preset or the YAML of a mapping."""
    file, yaml = folder / name, folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    if "\n" in mapping:
        yaml.write_text(mapping, encoding="utf-8")
        mapping = str(yaml)
    refused = folder / f"{name}.refused.csv"
    options = ImportOptions(mapping, refused_to=refused, again=again, accept_changes=accept_changes)
    return import_file(file, folder / "lake", options)


def proposed(folder: Path, text: str, name: str = "file.csv") -> Proposal:
    """What is proposed for a text."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    (folder / "look").mkdir(exist_ok=True)
    return propose(sample(file, into=folder / "look").file, name)


def known(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table that the folder's lake shows."""
    rows = Lake.open(folder / "lake").facts().tables[table].to_pyarrow().to_pylist()
    return [dict(row) for row in rows]


def listed(folder: Path, name: str = "file.csv") -> list[list[str]]:
    """The lines of the file of refused rows and values left out: row, column, value, reason."""
    with (folder / f"{name}.refused.csv").open(encoding="utf-8", newline="") as opened:
        return [line[2:] for line in csv.reader(opened)][1:]


def head(receipt: ImportReceipt) -> list[str]:
    """The codes of the notes that stand at the head of a receipt."""
    return [note.code for note in receipt.notes if note.first]

"""Making files survive a power cut: neither DuckDB nor Delta asks the disk to keep what they wrote."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def sync_files(files: Iterable[Path]) -> None:
    """Have the disk keep these files, and then the folders that name them."""
    listed = list(files)
    for file in listed:
        _sync(file)
    for folder in sorted({file.parent for file in listed}):
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder."""
    _sync(folder)


def write_durably(file: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all."""
    draft = file.with_name(f".{file.name}.draft")
    draft.write_text(text, encoding="utf-8")
    _sync(draft)
    draft.replace(file)
    sync_folder(file.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

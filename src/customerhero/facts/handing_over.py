"""What is handed over to a workplace beside a lake, so that it can forget who was erased: the words they went by.

Each erasure leaves a small file, readable by its owner only; the workplace takes it away once it followed the erasure.
Light, because the workplace's worker must not load the lake.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from customerhero.facts.durable import sync_folder


def folder_of(lake: Path) -> Path:
    """Where such files lie."""
    return lake.parent / "erased"


def hand_over(lake: Path, name: str, words: Sequence[str]) -> Path:
    """Write the words down so that they are there whole or not at all, whatever happens to disk or power."""
    folder = folder_of(lake)
    folder.mkdir(mode=0o700, exist_ok=True)
    file, draft = folder / f"{name}.json", folder / f".{name}.draft"
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as text:
            json.dump(list(words), text)
            text.flush()
            os.fsync(text.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(folder)
    return file

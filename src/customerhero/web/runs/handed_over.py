"""What `hero erase` hands over to the workplace: the words by which the erased were known, until it forgot them.

Each erasure leaves a small file beside the lake, readable by its owner only; following the erasure takes it away.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

FOLDER: Final = "erased"


@dataclass(frozen=True)
class HandedOver:
    """One such file."""

    file: Path
    words: tuple[str, ...]

    @property
    def customer_id(self) -> str:
        """Who was erased."""
        return self.words[0]


def handed_over() -> list[HandedOver]:
    """What waits to be followed, oldest first."""
    files = sorted((Path(settings.LAKE).parent / FOLDER).glob("*.json"), key=lambda file: file.stat().st_mtime)
    told = [(file, json.loads(file.read_text(encoding="utf-8"))) for file in files]
    return [HandedOver(file, tuple(words)) for file, words in told if words]

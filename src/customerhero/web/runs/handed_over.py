"""What erasures handed over to the workplace: the words by which the erased were known, until it forgot them."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from customerhero.facts.handing_over import folder_of

_LOG = logging.getLogger(__name__)


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
    """What waits to be followed, oldest first; a file that cannot be read is overlooked."""
    found = [_read(file) for file in folder_of(Path(settings.LAKE)).glob("*.json")]
    return [one for _moment, one in sorted((pair for pair in found if pair), key=lambda pair: pair[0])]


def _read(file: Path) -> tuple[float, HandedOver] | None:
    try:
        moment, words = file.stat().st_mtime, json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        _LOG.warning("Words that were handed over cannot be read (%s): %s", file, trouble)
        return None
    is_words = isinstance(words, list) and bool(words) and all(isinstance(word, str) for word in words)
    return (moment, HandedOver(file, tuple(words))) if is_words else None

"""Where in a YAML text an entry stands."""

from __future__ import annotations

import re

from customerhero.errors import MappingError
from customerhero.facts.mapping.yaml_text import strictly_read


def line_of(text: str, entry: str) -> int | None:
    """The line, from 1, of an entry such as `tables[2].columns.score`, or of the last part of it that is there."""
    try:
        return _told_in(entry) or strictly_read(text, "").line_of(entry)
    except MappingError as broken:
        return _told_in(broken.entry)


def _told_in(entry: str) -> int | None:
    found = re.fullmatch(r"line (\d+)", entry)
    return int(found[1]) if found else None

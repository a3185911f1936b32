"""The entries of a YAML text: what each says, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from customerhero.errors import MappingError
from customerhero.facts.mapping.yaml_text import strictly_read


def leaves(text: str) -> dict[str, str]:
    """The texts of a mapping by their entries, such as `tables[1].columns.currency.constant`; none of a broken one."""
    try:
        return dict(_leaves(strictly_read(text, "").value, ""))
    except MappingError:
        return {}


def line_of(text: str, entry: str) -> int | None:
    """The line, from 1, of an entry such as `tables[2].columns.score`, or of the last part of it that is there."""
    try:
        return _told_in(entry) or strictly_read(text, "").line_of(entry)
    except MappingError as broken:
        return _told_in(broken.entry)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for place, one in enumerate(value, 1):
            yield from _leaves(one, f"{path}[{place}]")
    else:
        yield path, str(value)


def _told_in(entry: str) -> int | None:
    found = re.fullmatch(r"line (\d+)", entry)
    return int(found[1]) if found else None

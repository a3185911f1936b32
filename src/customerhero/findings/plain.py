"""Any value of ours as plain data that JSON knows: figures unrounded, days and times as ISO texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def plain(value: Any) -> Any:  # JSON is any of its kinds
    """A value with nothing in it that JSON does not know."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and value != value:  # not a number has no place in JSON
        return None
    return plain(taken_apart(value)) if hasattr(value, "__dataclass_fields__") else value


def taken_apart(value: Any) -> Any:  # whatever a finding holds
    """A dataclass as a dictionary; unlike `asdict` it does not copy mappings, which may be read-only."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: taken_apart(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, tuple | list):
        return [taken_apart(one) for one in value]
    return value

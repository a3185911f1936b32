"""What people settled about an insight, such as routes that are meant to be: each app names its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

Settling = Callable[[], Mapping[str, Any]]
_SETTLED: Final[dict[str, dict[str, Settling]]] = {}


def sets(insight: str) -> Callable[[Settling], Settling]:
    """Have a function say option values of an insight, asked at the start of each run; called when an app starts."""

    def remember(settling: Settling) -> Settling:
        _SETTLED.setdefault(insight, {})[f"{settling.__module__}.{settling.__qualname__}"] = settling
        return settling

    return remember


def settled() -> dict[str, dict[str, Any]]:
    """The option values of every insight that has any, as they are now."""
    return {insight: _together(asked) for insight, asked in _SETTLED.items()}


def _together(asked: Mapping[str, Settling]) -> dict[str, Any]:
    return {name: value for settling in asked.values() for name, value in settling().items()}

"""Pictures that pages want of an answer: each app names its own, the run draws and keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from customerhero.findings import Answer, Picture

Illustration = Callable[[Answer, Mapping[str, str]], Mapping[str, Picture | str]]
"""From an answer and the teams' names by id: pictures by name, or finished SVG."""
_ILLUSTRATIONS: Final[dict[str, dict[str, Illustration]]] = {}


def illustrates(insight: str) -> Callable[[Illustration], Illustration]:
    """Have a function's pictures of an insight drawn in each run; called when an app starts."""

    def remember(illustration: Illustration) -> Illustration:
        name = f"{illustration.__module__}.{illustration.__qualname__}"
        _ILLUSTRATIONS.setdefault(insight, {})[name] = illustration
        return illustration

    return remember


def pictures_of(answer: Answer, team_names: Mapping[str, str]) -> Iterator[tuple[str, Picture | str]]:
    """Every picture that apps want of this answer, by name."""
    for illustration in _ILLUSTRATIONS.get(answer.insight, {}).values():
        yield from illustration(answer, team_names).items()

"""The registry of questions: every insight the agenda asks, in the order a reader meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Protocol

from customerhero.errors import QuestionError
from customerhero.findings import Answer
from customerhero.insight import (
    autopsy,
    bright_spots,
    effect,
    growth,
    last_resort,
    losses,
    promises,
    recontact,
    retention,
    runaround,
    tug_of_war,
    voice,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.collect import Row
    from customerhero.facts.snapshot import Facts


@dataclass(frozen=True)
class Question:
    """One insight as the agenda sees it."""

    name: str
    needs: tuple[str, ...]
    options: type[Any]
    ask: Callable[[Facts, Any], dict[str, ir.Table]]
    judge: Callable[[Mapping[str, list[Row]], Any], Answer]
    monthly: bool = True
    """Whether the agenda asks it every month; an autopsy is asked for one customer."""


class Insight(Protocol):
    """What each module of `insight/` offers."""

    @property
    def NAME(self) -> str:  # noqa: N802  # the name insights carry
        """The question's name."""

    @property
    def NEEDS(self) -> tuple[str, ...]:  # noqa: N802
        """The tables without which it cannot be asked."""

    @property
    def Options(self) -> type[Any]:  # noqa: N802
        """Its options."""

    @property
    def ask(self) -> Callable[[Facts, Any], dict[str, ir.Table]]:
        """The lazy tables of the question."""

    @property
    def judge(self) -> Callable[[Mapping[str, list[Row]], Any], Answer]:
        """The answer from their rows."""


def _question(insight: Insight, *, monthly: bool = True) -> Question:
    return Question(insight.NAME, tuple(insight.NEEDS), insight.Options, insight.ask, insight.judge, monthly)


questions: Final = (
    _question(runaround),
    _question(tug_of_war),
    _question(last_resort),
    _question(recontact),
    _question(promises),
    _question(losses),
    _question(growth),
    _question(retention),
    _question(voice),
    _question(bright_spots),
    _question(autopsy, monthly=False),
    _question(effect, monthly=False),
)
"""Every question, in the order a reader meets them."""


def question_named(name: str) -> Question:
    """The question of that name; QuestionError that suggests the nearest when there is none."""
    by_name = {question.name: question for question in questions}
    wanted = name.replace("-", "_")
    if wanted in by_name:
        return by_name[wanted]
    near = get_close_matches(wanted, by_name, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise QuestionError(f"There is no insight {name!r}.", f"{hint}There are: {', '.join(by_name)}.", question=name)

"""What answers leave out because it is in another currency than their values: said with each of them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from customerhero.findings import Answer
from customerhero.findings.agenda import OtherCurrency
from customerhero.findings.months import month_name

if TYPE_CHECKING:
    from customerhero.facts.snapshot import Facts

LEAST_TOLD: Final = 5
"""Of fewer customers no amount is told, whatever group is the smallest otherwise."""


def other_currencies(facts: Facts, smallest_group: int = LEAST_TOLD) -> tuple[OtherCurrency, ...]:
    """The revenue in other currencies than values are told in, the most customers first."""
    return tuple(
        OtherCurrency(
            currency=one.currency,
            customers=one.customers,
            amount=one.amount if one.customers >= smallest_group else None,
            first=month_name(one.first),
            last=month_name(one.last),
        )
        for one in facts.left_out
    )


def with_other_currencies(facts: Facts, answer: Answer, options: object) -> Answer:
    """The answer with the number `other_currencies` where its facts hold revenue that no value of it contains."""
    left = other_currencies(facts, getattr(options, "smallest_group", LEAST_TOLD))
    if not left:
        return answer
    return replace(answer, numbers={**answer.numbers, "other_currencies": [asdict(one) for one in left]})

"""Which months can be set beside others: those that are over, and of which revenue is known of most who were there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from customerhero.findings.whole import lacking_of_months

_PAYING: Final = ("up", "down", "same", "new", "won_back", "unseen")
_ENOUGH: Final = 5
"""Fewer customers than this may all stop in one month."""


def cut_months(bridge: Iterable[Mapping[str, Any]], *, leaving_is_known: bool) -> frozenset[int]:
    """The months of which only a part is there.

    A month of which more than half of the customers of the month before are missing though nothing says that they
    left; one in which clearly fewer pay than in those around it; and a month of which at least half of the payers of
    the next one are missing though they were customers before revenue begins. `bridge`: month to month, by `month_no`
    and `kind`, the number of `customers`.
    """
    counted: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in bridge:
        counted[row["month_no"]][row["kind"]] += row["customers"]
    cut = set()
    for month, kinds in counted.items():
        missing = kinds["stopped"] + (0 if leaving_is_known else kinds["lost"])
        there = kinds["up"] + kinds["down"] + kinds["same"] + missing
        paying = sum(kinds[kind] for kind in _PAYING)
        if there >= _ENOUGH and 2 * missing > there:
            cut.add(month)
        if paying >= _ENOUGH and 2 * kinds["unseen"] >= paying:
            cut.add(month - 1)
    return frozenset(cut | lacking_of_months(_there(counted, leaving_is_known), max(counted, default=0)).keys())


def _there(counted: Mapping[int, Mapping[str, int]], leaving_is_known: bool) -> dict[int, int]:
    """By month who pays in it, and who is known to have left and so pays no more."""
    kinds = (*_PAYING, "lost") if leaving_is_known else _PAYING
    return {month: sum(of_month.get(kind, 0) for kind in kinds) for month, of_month in counted.items()}

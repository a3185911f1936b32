"""Are the cases of a file all that were opened, or only those that were closed, or closed from some day on?

Of cases chosen by their end, early months hold those that took long and the newest those that were quick: from month to
month everything seems to get better. Both show against the file's own cases: of those opened before a day some should
have been closed before it, and of the newest some should still be open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from customerhero.findings.months import first_day_of, month_of_day

Array = npt.NDArray[np.int64]
_ENOUGH: Final = 10
"""So many cases should have been closed before a day, or be open, before their absence says anything."""
_HARDLY_ANY: Final = 0.05
"""Hardly any are there: this share of those that should be."""
_SOME: Final = 0.1
_FEW: Final = 0.02
"""A month of which at most this share is expected to be missing can be compared."""
_HALF_MONTH: Final = 14


@dataclass(frozen=True)
class Selected:
    """How cases were chosen by their end, and the months that cannot be compared for it."""

    closed_since: int | None
    """The first day, since 1970, on which cases of this file were closed though earlier ones should have been."""
    only_closed: bool
    """Whether no case is open though some should be."""
    months: frozenset[int]
    """The months of opening, since year 0, whose cases are chosen by how long they took."""


@dataclass(frozen=True)
class Cases:
    """Cases by the day they were opened, each with the days it took at least and at most; open ones took no such."""

    opened: Array
    least: Array
    most: Array
    done_half: Array
    is_done: npt.NDArray[np.bool_]
    n: Array

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], limits: Collection[int]) -> Cases:
        """From rows with `day`, `age` (below so many days; null while open), `done_half` (a half month) and `n`."""
        listed = list(rows)
        starts = dict(zip(sorted(limits), (0, *sorted(limits)), strict=False))
        made = [
            np.array(values, dtype=np.int64)
            for values in (
                [row["day"] for row in listed],
                [starts[row["age"]] if row["age"] else 0 for row in listed],
                [row["age"] or 0 for row in listed],
                [row["done_half"] or 0 for row in listed],
                [row["n"] for row in listed],
            )
        ]
        return cls(made[0], made[1], made[2], made[3], made[2] > 0, made[4])

    @property
    def last(self) -> int:
        """The last day anything was opened or done on."""
        return int(np.max(np.where(self.is_done, self.opened + self.least, self.opened)))

    def done_within(self, days: Array, first: int, within: int, *, at_least: bool) -> npt.NDArray[np.float64]:
        """The share of the cases opened in the days from the first on that were done within each of so many days.

        `at_least` counts those that surely were, else those that may have been.
        """
        chosen = (self.opened >= first) & (self.opened <= first + within)
        total = self.n[chosen].sum()
        if not total:
            return np.zeros(len(days))
        done = chosen & self.is_done
        took, n = (self.most if at_least else self.least)[done], self.n[done]
        order = np.argsort(took, kind="stable")
        summed = np.concatenate([[0], np.cumsum(n[order])])
        counted = summed[np.searchsorted(took[order], days, side="right")]
        return np.asarray(counted / total, dtype=np.float64)


def selected(cases: Cases) -> Selected | None:
    """How the cases were chosen by their end; None where nothing says so, or hardly any was closed."""
    if cases.n[cases.is_done].sum() < max(_ENOUGH, _SOME * cases.n.sum()):
        return None
    since = _closed_since(cases)
    start = int(cases.opened.min()) if since is None else since
    missing = _missing(cases, start)
    if since is None and not missing:
        return None
    early = {int(month) for month in _months_of(cases) if since is not None and first_day_of(int(month)) < since}
    return Selected(since, bool(missing), frozenset(early | missing))


def _closed_since(cases: Cases) -> int | None:
    """The latest half month before which hardly any of the cases were done that should have been."""
    first, last, found = int(cases.opened.min()), cases.last, None
    for half in range(2 * month_of_day(first), 2 * month_of_day(last) + 2):
        day = first_day_of(half // 2) + half % 2 * _HALF_MONTH
        if first < day < last and _were_left_out(cases, day, half):
            found = day
    return found


def _were_left_out(cases: Cases, day: int, half: int) -> bool:
    """Whether of the cases opened before this day hardly any was done before it, though those after it were quick."""
    before = cases.opened < day
    within = (cases.last - day) // 2
    age = np.minimum(day - cases.opened[before], within)
    expected = (cases.n[before] * cases.done_within(age, day, within, at_least=True)).sum()
    done = cases.is_done & (cases.done_half < half)
    return bool(expected >= _ENOUGH and cases.n[done].sum() <= _HARDLY_ANY * expected)


def _missing(cases: Cases, start: int) -> set[int]:
    """The months whose cases should still be open in part, where hardly any case is open that should be."""
    within = (cases.last - start) // 2
    late = cases.opened >= cases.last - within
    share = _still_open(cases, start, within)
    expected = (cases.n * share)[late].sum()
    if expected < _ENOUGH or cases.n[late & ~cases.is_done].sum() > _HARDLY_ANY * expected:
        return set()
    months = _months_of(cases)
    return {
        int(month)
        for month in set(months.tolist())
        if (cases.n * share)[months == month].sum() > _FEW * cases.n[months == month].sum()
    }


def _still_open(cases: Cases, start: int, within: int) -> npt.NDArray[np.float64]:
    """The least share of the cases of each day that should still be open at the end."""
    age = np.minimum(cases.last - cases.opened, within)
    return np.asarray(1 - cases.done_within(age, start, within, at_least=False), dtype=np.float64)


def _months_of(cases: Cases) -> Array:
    return np.array([month_of_day(day) for day in cases.opened.tolist()], dtype=np.int64)

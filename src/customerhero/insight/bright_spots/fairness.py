"""Is recognition shared as the work is? Shares of those named beside shares of those whose work could be looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from customerhero.findings import Table
from customerhero.findings.intervals import wilson
from customerhero.insight.bright_spots.comparing import Compared
from customerhero.insight.bright_spots.grouping import Row
from customerhero.insight.bright_spots.naming import Bright
from customerhero.insight.bright_spots.options import Options

COLUMNS: Final = (
    "dimension", "group", "people", "share_of_work", "named_ones", "share_of_recognition", "low", "high", "verdict",
)  # fmt: skip
OTHERS: Final = "all others"
_YEAR_DAYS: Final = 365
_EVEN: Final = "in step with the work"


def equity(
    compared: Sequence[Compared], bright: Sequence[Bright], rows: Mapping[str, list[Row]], options: Options
) -> Table:
    """By team, tenure, shift and mode: the share of the work that was compared and of those who were named, per 100.

    Each person counts where most of their acts are; the interval is Wilson's (95 %). Groups of few people are taken
    together; empty where nobody is named, and where teams are asked about.
    """
    work = _work(compared)
    named = {one.standing.key for one in bright}
    if not options.of_people or not named:
        return Table(COLUMNS, ())
    told = [
        row for dimension, groups in _dimensions(rows).items() for row in _rows(dimension, groups, work, named, options)
    ]
    return Table(COLUMNS, tuple(told))


def _work(compared: Sequence[Compared]) -> dict[str, float]:
    """By person the share of each outcome's work in which they could have been named, added up."""
    work: dict[str, float] = defaultdict(float)
    for one in compared:
        whole = one.n or 1.0
        for standing in one.standings:
            work[standing.key] += standing.n / whole
    return work


def _dimensions(rows: Mapping[str, list[Row]]) -> dict[str, dict[str, str]]:
    teams = {row["team_id"]: str(row["name"] or row["team_id"]) for row in rows["teams"]}
    found: dict[str, dict[str, str]] = {"team": {}, "tenure": {}}
    for row in rows["people"]:
        if row["team_id"]:
            found["team"][row["person_id"]] = str(teams.get(row["team_id"], row["team_id"]))
        if row["since_day"] is not None:
            found["tenure"][row["person_id"]] = _tenure(rows["known"][0]["day"] - row["since_day"])
    return found | {"shift": _most(rows["duties"], "shift"), "mode": _most(rows["duties"], "channel")}


def _tenure(days: int) -> str:
    years = days / _YEAR_DAYS
    return "under a year" if years < 1 else "one to three years" if years < 3 else "over three years"


def _most(duties: list[Row], column: str) -> dict[str, str]:
    """By person the level of most acts."""
    acts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in duties:
        if row[column] is not None:
            acts[row["actor"]][row[column]] += row["acts"]
    return {actor: min(counted, key=lambda level: (-counted[level], level)) for actor, counted in acts.items()}


def _rows(
    dimension: str, groups: Mapping[str, str], work: Mapping[str, float], named: set[str], options: Options
) -> list[tuple[object, ...]]:
    placed = {person: groups[person] for person in work if person in groups}
    sizes = Counter(placed.values())
    placed = {who: group if sizes[group] >= options.smallest_group else OTHERS for who, group in placed.items()}
    sizes, whole = Counter(placed.values()), sum(work[person] for person in placed)
    recognised = Counter(placed[person] for person in named if person in placed)
    if len(sizes) < 2 or not recognised or min(sizes.values()) < options.smallest_group:
        return []
    shares = {group: sum(work[who] for who in placed if placed[who] == group) / whole for group in sizes}
    return [_row(dimension, group, sizes[group], shares[group], recognised) for group in sorted(sizes)]


def _row(dimension: str, group: str, people: int, share: float, recognised: Counter[str]) -> tuple[object, ...]:
    hits, n = recognised[group], sum(recognised.values())
    interval = wilson(hits, n, 100.0)
    low, high = (interval.low, interval.high) if interval else (0.0, 100.0)
    verdict = "more than the work" if 100 * share < low else "less than the work" if 100 * share > high else _EVEN
    return dimension, group, people, 100 * share, hits, 100 * hits / n, low, high, verdict

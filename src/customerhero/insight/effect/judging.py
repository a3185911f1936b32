"""Effect: figures by week become an effect with its interval, or the day on which there will be enough of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from math import ceil
from typing import Any

from customerhero.errors import QuestionError
from customerhero.findings import Answer, Interval, Table
from customerhero.findings.beliefs import ALL, QUICK, Beliefs, seasonal
from customerhero.findings.finding import Verdict
from customerhero.findings.interrupted import Band, Level, Weekly, level_change
from customerhero.findings.intervals import verdict_of
from customerhero.findings.untouched import Placebo, as_large, comparable, difference, placebos, restless
from customerhero.insight.effect.alongside import also_changed
from customerhero.insight.effect.course import course_of
from customerhero.insight.effect.noticing import Judged, finding_of
from customerhero.insight.effect.options import NAME, Options
from customerhero.insight.effect.series import Figures, Row, figures, first_day_of, known_week, used

_WEEKS = ("week", "observed", "fitted", "counterfactual", "low", "high", "n", "used")


@dataclass(frozen=True)
class _Found:
    """The effect and what it was judged by."""

    level: Level
    alone: Level
    groups: Mapping[str, Weekly]
    others: tuple[Placebo, ...]
    as_large: int | None
    """How many untouched groups moved as much."""
    moved: Level | None
    """What the untouched groups did themselves."""


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """The effect on the measure, on average over the weeks since, or what is missing to tell it.

    Numbers: `effect, low, high` in the measure's unit (95 % interval), `smallest` change that would have been seen in
    four of five cases, `expected` without the change and `observed` over the weeks since, `course` (steady, growing,
    passing, fading, later, earlier, not alike) with `course_weeks` and `course_day`, `weeks_before, weeks_after`,
    `doubted` and `left_out` weeks before the change, `groups` compared with, `groups_as_large` of them and what they
    did themselves (`groups_moved`), `alone, alone_low, alone_high` without comparison groups, `verdict`, `certainty`
    (surely where the verdict is better or worse, else cannot be told), `words` (associated with, against untouched
    groups), `enough_on`, `why` and `needed` (weeks before it) where there is not enough data.
    Tables: `by_week`, `untouched`, `also_changed`.
    Raises QuestionError when nothing matches `where`.
    """
    told = figures(rows, options.kind, options)
    _refuse_nothing(told, rows, options)
    chosen = used(told.treated, options)
    numbers = _asked(told, chosen, options)
    beside = also_changed(rows, options)
    tables = {"by_week": _bare_weeks(told, options), "untouched": Table(_GROUPS, ()), "also_changed": beside.table()}
    missing = _missing(told, chosen, rows, options)
    if missing:
        return Answer(NAME, numbers | missing, tables)
    found = _found(_of_enough(told, rows, options), chosen, options)
    numbers |= _effect(found, chosen, options)
    tables |= {"by_week": _weeks(told, found, options), "untouched": _untouched(found)}
    judged = Judged(numbers, tables["by_week"], beside, seasonal(chosen.weeks), _cases(chosen), _only(found))
    return Answer(NAME, numbers, tables, finding_of(judged, rows, options))


def _refuse_nothing(told: Figures, rows: Mapping[str, list[Row]], options: Options) -> None:
    if told.treated.weeks or not options.where:
        return
    asked = ", ".join(f"{column}={value}" for column, value in options.where)
    part = rows.get(options.kind.part, [])
    if any(row["role"] == "treated" for row in part):
        return
    others = sorted({str(row["group"]) for row in part if row["group"]})
    near = [name for value in options.values for name in get_close_matches(value, others, n=2)]
    hint = f"Did you mean {', '.join(near)}? " if near else ""
    remedy = f"{hint}There are: {', '.join(others[:12])}." if others else "Leave --where out, or name another value."
    if options.rule:
        remedy = "A rule touches the topics whose cases name it; this one is named too seldom or not at all."
    raise QuestionError(f"Nothing matches {asked}.", remedy, question=NAME)


def _asked(told: Figures, chosen: Weekly, options: Options) -> dict[str, Any]:
    before, after = _lengths(chosen)
    empty: dict[str, Any] = dict.fromkeys(
        ("effect", "low", "high", "smallest", "expected", "observed", "alone", "alone_low", "alone_high",
         "groups_as_large", "groups_moved", "course", "course_weeks", "course_day")
    )  # fmt: skip
    return {
        "measure": told.kind.name,
        "unit": told.kind.unit,
        "on": options.day,
        "where": ", ".join(f"{column}={value}" for column, value in options.where) or None,
        **empty,
        "weeks_before": before,
        "weeks_after": after,
        "doubted": options.doubted,
        "left_out": options.left_out,
        "groups": 0,
        "verdict": "not enough data yet",
        "certainty": "cannot be told",
        "words": "associated with",
        "enough_on": None,
        "why": None,
        "needed": None,
        "from_day": None,
    }


def _missing(told: Figures, chosen: Weekly, rows: Mapping[str, list[Row]], options: Options) -> dict[str, Any]:
    """Why there is not enough data, and the first day on which there will be, where waiting helps; else nothing."""
    before, after = _lengths(chosen)
    few_before, few_after = (options.smallest_group * least for least in (options.least_before, options.least_after))
    cases_before, cases_after = _cases(chosen)
    touched = rows["touched"][0]["customers"] if rows["touched"] else 0
    if not told.recorded:
        return {"why": "nothing recorded"}
    if before < _needed(options):
        return {"why": "weeks before", "needed": _needed(options), "from_day": _judged_from(told, options)}
    if cases_before < few_before:
        return {"why": "too few before"}
    if after < options.least_after:
        return {"why": "weeks after", "enough_on": _ready(told, rows, options.least_after - after, options)}
    if cases_after < few_after or touched < options.smallest_group:
        further = ceil((few_after - cases_after) / cases_after * after)
        return {"why": "too few after", "enough_on": _ready(told, rows, max(1, further), options)}
    return {}


def _needed(options: Options) -> int:
    """Weeks before the change that are needed: those doubted do not count, unless they are left out anyway."""
    return options.least_before + max(0, options.doubted - options.left_out)


def _lengths(chosen: Weekly) -> tuple[int, int]:
    after = sum(week >= 0 for week in chosen.weeks)
    return len(chosen.weeks) - after, after


def _cases(chosen: Weekly) -> tuple[int, int]:
    """How many cases, answers or customers the weeks before and after rest on."""
    after = sum(size for week, size in zip(chosen.weeks, chosen.sizes, strict=True) if week >= 0)
    return int(sum(chosen.sizes) - after), int(after)


def _judged_from(told: Figures, options: Options) -> date | None:
    """The first day of a change that would have enough weeks before it."""
    if not told.treated.weeks:
        return None
    return first_day_of(min(told.treated.weeks) + _needed(options) + options.left_out, options)


def _ready(told: Figures, rows: Mapping[str, list[Row]], missing: int, options: Options) -> date:
    """The day on which so many more weeks will be whole and known."""
    ripe = options.ripe_days(told.kind)
    return first_day_of(max(0, known_week(rows, ripe, options)) + missing, options) + timedelta(days=ripe)


def _of_enough(told: Figures, rows: Mapping[str, list[Row]], options: Options) -> Figures:
    """Without the comparison groups of fewer customers than may be told of."""
    large = {row["group"] for row in rows["crowds"] if row["customers"] >= options.smallest_group}
    return replace(told, groups={name: group for name, group in told.groups.items() if name in large})


def _found(told: Figures, chosen: Weekly, options: Options) -> _Found:
    shown = _shown(told, options)
    groups = comparable(chosen, told.groups)
    if not groups:
        alone = _change(chosen, options, shown)
        return _Found(alone, alone, {}, (), None, None)
    compared = difference(chosen, list(groups.values()))
    others = placebos(groups)
    large = as_large(_change(compared, options, beliefs=QUICK), others) if others else None
    level = _change(compared, options, shown).widened(restless(others))
    moved = _change(_together(chosen, compared), options, beliefs=QUICK)
    return _Found(level, _change(chosen, options), groups, others, large, moved)


def _change(figure: Weekly, options: Options, shown: Sequence[int] = (), beliefs: Beliefs = ALL) -> Level:
    return level_change(figure, shown, beliefs, options.doubted)


def _together(treated: Weekly, compared: Weekly) -> Weekly:
    """What the untouched groups did: what was taken off the treated figure."""
    seen = dict(zip(treated.weeks, treated.values, strict=True))
    rows = zip(compared.weeks, compared.values, strict=True)
    return Weekly(compared.weeks, tuple(seen[week] - value for week, value in rows), compared.sizes)


def _shown(told: Figures, options: Options) -> range:
    earliest = max(told.first, min(told.treated.weeks, default=0), -options.most_before - options.left_out)
    return range(earliest, min(told.known, options.most_after, max(told.treated.weeks) + 1))


def _effect(found: _Found, chosen: Weekly, options: Options) -> dict[str, Any]:
    level, alone, course = found.level, found.alone, course_of(found.level, options)
    verdict = _verdict(level, options)
    since = [
        (value, size) for week, value, size in zip(chosen.weeks, chosen.values, chosen.sizes, strict=True) if week >= 0
    ]
    observed = sum(value * size for value, size in since) / sum(size for _, size in since)
    return {
        "effect": level.effect,
        "low": level.low,
        "high": level.high,
        "smallest": level.detectable or None,
        "course": course.kind,
        "course_weeks": course.weeks,
        "course_day": course.day,
        "observed": observed,
        "expected": observed - level.effect,
        "alone": alone.effect,
        "alone_low": alone.low,
        "alone_high": alone.high,
        "groups": len(found.groups),
        "groups_as_large": found.as_large,
        "groups_moved": found.moved.effect if found.moved and found.moved.beyond_chance else None,
        "verdict": verdict,
        "certainty": "cannot be told" if verdict == "no detectable change" else "surely",
        "words": "against untouched groups" if found.groups else "associated with",
    }


def _only(found: _Found) -> str | None:
    return next(iter(found.groups)) if len(found.groups) == 1 else None


def _verdict(level: Level, options: Options) -> Verdict:
    interval = Interval(level.low, level.high, "level change")
    return verdict_of(interval, more_is_worse=options.kind.more_is_worse)


def _weeks(told: Figures, found: _Found, options: Options) -> Table:
    """Every whole week: what was seen, the fitted level, and what would have been expected without the change."""
    chosen = frozenset(used(told.treated, options).weeks)
    moved, seen = _moved(told.treated, found), _seen(told)
    rows = []
    for band in found.level.bands:
        shift = (None if band.week in told.bare else moved.get(band.week)) if found.groups else 0.0
        value, n = seen.get(band.week, (None, None))
        day = first_day_of(band.week, options)
        rows.append((day, value, *_line(band, shift, options), n, band.week in chosen))
    return Table(_WEEKS, tuple(rows))


def _seen(told: Figures) -> dict[int, tuple[float | None, int | None]]:
    """The figure and its n by week, where enough customers stand behind it."""
    figure = told.treated
    return {
        week: (None, None) if week in told.hidden else (value, int(n))
        for week, value, n in zip(figure.weeks, figure.values, figure.sizes, strict=True)
    }


def _line(band: Band, shift: float | None, options: Options) -> tuple[float | None, ...]:
    if shift is None:
        return (None, None, None, None)
    least, most = options.kind.least, options.kind.most
    without, low, high = (min(max(value + shift, least), most) for value in (band.without, band.low, band.high))
    apart = -max(options.left_out, options.doubted) <= band.week < 0
    return (None if apart else band.fitted + shift, without, low, high)


def _moved(treated: Weekly, found: _Found) -> dict[int, float]:
    """How the untouched groups moved, week by week: what was taken off the treated figure."""
    if not found.groups:
        return {}
    moved = _together(treated, difference(treated, list(found.groups.values())))
    return dict(zip(moved.weeks, moved.values, strict=True))


def _bare_weeks(told: Figures, options: Options) -> Table:
    """What was seen by week, where there is not enough of it to fit anything."""
    chosen = frozenset(used(told.treated, options).weeks)
    seen = [(week, *pair) for week, pair in _seen(told).items()]
    rows = [(first_day_of(week, options), value, None, None, None, None, n, week in chosen) for week, value, n in seen]
    return Table(_WEEKS, tuple(rows))


_GROUPS = ("group", "effect", "low", "high")


def _untouched(found: _Found) -> Table:
    """Each comparison group, and the change it would have been given had it been the treated one."""
    known = {other.group: other.level for other in found.others}
    rows = []
    for name in found.groups:
        level = known.get(name)
        rows.append((name, *((level.effect, level.low, level.high) if level else (None, None, None))))
    return Table(_GROUPS, tuple(rows))

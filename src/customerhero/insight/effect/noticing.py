"""The one finding of an effect, with its picture and what speaks against reading too much into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from customerhero.findings import Caveat, Change, Evidence, Finding, Interval, Measure, Money, Picture, Subject, Table
from customerhero.findings.finding import Tone, Verdict
from customerhero.insight.effect.alongside import Alongside
from customerhero.insight.effect.options import NAME, Options
from customerhero.insight.effect.series import Row

_TONES: Final[Mapping[Verdict, Tone]] = {"better": "good", "worse": "hurt"}
_DRAWN = ("week", "observed", "fitted", "counterfactual", "low", "high", "n")


@dataclass(frozen=True)
class Judged:
    """What was found, for the finding."""

    numbers: Mapping[str, Any]
    weeks: Table
    beside: Alongside
    has_season: bool
    cases: tuple[int, int]
    """How many cases, answers or customers the weeks before and after rest on."""
    group: str | None
    """The one comparison group, where there is only one."""


def finding_of(judged: Judged, rows: Mapping[str, list[Row]], options: Options) -> tuple[Finding, ...]:
    """One finding; none about fewer customers than may be told of."""
    customers = rows["touched"][0]["customers"] if rows["touched"] else 0
    if customers < options.smallest_group:
        return ()
    numbers, kind = judged.numbers, options.kind
    interval = Interval(numbers["low"], numbers["high"], "segmented regression, AR(1) and noise")
    found = Finding(
        insight=NAME,
        subject=Subject("change", _id(options), _whom(options)),
        tone=_TONES.get(numbers["verdict"], "neutral"),
        month=rows["known"][0]["month"],
        measure=Measure(f"effect_on_{kind.name}", numbers["effect"], kind.unit, judged.cases[1], interval),
        customers=customers,
        value=_value(rows),
        change=_change(judged, interval),
        caveats=_caveats(judged, options),
        evidence=_evidence(rows, options),
        picture=Picture("trend", f"effect_on_{kind.name}", _DRAWN, _drawn(judged.weeks)),
        facts=_facts(judged, options),
    )
    return (found,)


def _id(options: Options) -> str:
    return "/".join([options.measure, options.on, *(f"{column}={value}" for column, value in options.where)])


def _value(rows: Mapping[str, list[Row]]) -> Money | None:
    value = next((row["value"] for row in rows["worth"]), None)
    currency = rows["known"][0]["currency"]
    return Money(value, currency) if value and currency else None


def _whom(options: Options) -> str:
    return ", ".join(f"{column} {value}" for column, value in options.where)


def _change(judged: Judged, interval: Interval) -> Change:
    return Change(
        judged.numbers["expected"], judged.cases[0], judged.numbers["effect"], interval, judged.numbers["verdict"]
    )


def _caveats(judged: Judged, options: Options) -> tuple[Caveat, ...]:
    numbers = judged.numbers
    told = [*_of_the_course(numbers), *([] if numbers["groups"] else [Caveat("associated")])]
    if options.left_out:
        told.append(Caveat("weeks_left_out", {"weeks": options.left_out}))
    if options.doubted > options.left_out:
        told.append(Caveat("weeks_doubted", {"weeks": options.doubted - options.left_out}))
    told += _of_the_groups(numbers)
    if not numbers["groups"] and not judged.has_season:
        told.append(Caveat("season_not_seen"))
    if judged.beside.rows:
        told.append(Caveat("also_changed", {"what": judged.beside.names()}))
    return tuple(told)


def _of_the_course(numbers: Mapping[str, Any]) -> list[Caveat]:
    """How it came about, where that is anything but at once and for good."""
    if numbers["course"] == "steady":
        return []
    facts = {"weeks": numbers["course_weeks"], "day": numbers["course_day"]}
    told = {name: value for name, value in facts.items() if value is not None}
    return [Caveat(f"course_{numbers['course'].replace(' ', '_')}", told)]


def _of_the_groups(numbers: Mapping[str, Any]) -> list[Caveat]:
    told = []
    if numbers["groups_as_large"] and numbers["verdict"] in _TONES:
        counts = {"large": numbers["groups_as_large"], "groups": numbers["groups"]}
        told.append(Caveat("others_moved_as_much", counts))
    if numbers["groups_moved"] is not None:
        told.append(Caveat("groups_moved_too", {"moved": numbers["groups_moved"], "alone": numbers["alone"]}))
    return told


def _evidence(rows: Mapping[str, list[Row]], options: Options) -> Evidence:
    samples = sorted(rows["samples"], key=lambda row: (str(row["case_id"]), str(row["customer_id"])))
    where = "".join(f" --where '{column}={value}'" for column, value in options.where)
    return Evidence(
        cases=tuple(dict.fromkeys(row["case_id"] for row in samples if row["case_id"])),
        customers=tuple(dict.fromkeys(row["customer_id"] for row in samples if row["customer_id"])),
        question=f"hero effect --measure {options.measure} --on {options.on}{where}",
    )


def _drawn(weeks: Table) -> tuple[tuple[Any, ...], ...]:
    return tuple((row[0].isoformat(), *row[1:7]) for row in weeks.rows)


def _facts(judged: Judged, options: Options) -> dict[str, Any]:
    numbers = judged.numbers
    names = (
        "observed", "expected", "effect", "low", "high", "smallest", "weeks_before", "weeks_after",
        "certainty", "course",
    )  # fmt: skip
    told = {name: numbers[name] for name in names}
    told |= {"size": abs(numbers["effect"]), "day": options.day, "compared_with": "expected without the change"}
    told |= {"where": _whom(options) or None, "groups": numbers["groups"] if numbers["groups"] > 1 else None}
    told["group"] = judged.group
    return {name: value for name, value in told.items() if value is not None}

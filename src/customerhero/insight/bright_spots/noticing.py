"""Findings: one for everybody who is named, with what was expected, how sure it is, and what speaks against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from customerhero.findings import Caveat, Evidence, Finding, Interval, Measure, Money, Picture, Subject
from customerhero.findings.shrinking import LEVEL
from customerhero.insight.bright_spots.grouping import RETENTION, Row
from customerhero.insight.bright_spots.naming import Bright
from customerhero.insight.bright_spots.options import NAME, Options

UNITS: Final = {RETENTION: "per 100 customers a year", "helped_by_finding_others": "per 100 hand-overs"}
_ANSWERED: Final = ("satisfaction", "recovery", "easy")
_SHARED: Final = ("resolved_without_return", "kept_promise")
_SIMPLER: Final = 10.0
"""Points by which somebody's cases must more often need nobody else before that is told."""
_FEWER_ANSWERS: Final = 3.0
"""Standard errors by which somebody's response rate lies below that of all before it is told."""


def findings_of(bright: Sequence[Bright], rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    """One finding a person or team, about the outcome that is surest; the others are told with it."""
    by_key: dict[str, list[Bright]] = defaultdict(list)
    for one in bright:
        by_key[one.standing.key].append(one)
    return [_finding(by_key[key], rows, options) for key in sorted(by_key)]


def _finding(spots: Sequence[Bright], rows: Mapping[str, list[Row]], options: Options) -> Finding:
    best = max(spots, key=lambda one: one.standing.probability)
    standing, kind = best.standing, "person" if options.of_people else "team"
    known = rows["known"][0]
    low, high = standing.rates[1:]
    unit = UNITS.get(standing.outcome, "per 100 cases")
    asked = f" --month {options.month}" if options.month else ""
    asked += "" if options.of_people else " --by team"
    return Finding(
        insight=NAME,
        subject=Subject(kind, standing.key, best.name or standing.key),
        tone="good",
        month=known["month"],
        measure=Measure(
            f"bright_{standing.outcome}", standing.rates[0], unit, round(standing.n),
            Interval(low, high, "posterior", LEVEL),
        ),
        customers=best.customers,
        value=Money(best.value, known["currency"]) if best.value and known["currency"] else None,
        caveats=_caveats(best, rows, options),
        evidence=Evidence(_cases(best, rows), (), f"hero insight {NAME} --outcome {standing.outcome}{asked}"),
        picture=_picture(best),
        facts=_facts(best, [one for one in spots if one is not best]),
    )  # fmt: skip


def _facts(best: Bright, others: Sequence[Bright]) -> dict[str, Any]:
    standing = best.standing
    return {
        "outcome": standing.outcome,
        standing.outcome: standing.rates[0],
        "role": standing.role or None,
        "peers": standing.peers,
        "probability": standing.probability,
        "expected_rate": standing.expected_rate,
        "observed": standing.observed,
        "expected": standing.expected,
        "years": standing.n if standing.outcome == RETENTION else None,
        "cases": best.cases or None,
        "also": ", ".join(one.standing.outcome for one in others) or None,
    }


def _cases(best: Bright, rows: Mapping[str, list[Row]]) -> tuple[str, ...]:
    own = [row for row in rows["samples"] if row["actor"] == best.standing.key]
    return tuple(sorted({row["case_id"] for row in own if row["outcome"] == best.standing.outcome}))


def _picture(best: Bright) -> Picture:
    """The interval beside what is expected of the same work."""
    middle, low, high = best.standing.rates
    usual = best.standing.expected_rate
    told = (best.name or best.standing.key, middle, low, high)
    return Picture("bars", "bright_spot", ("who", "per_100", "low", "high"), (told, ("expected", usual, usual, usual)))


def _caveats(best: Bright, rows: Mapping[str, list[Row]], options: Options) -> tuple[Caveat, ...]:
    standing = best.standing
    compared = {"peers": standing.peers, "role": standing.role or None}
    found = [Caveat("compared_within_role", compared), Caveat("hidden_difficulty")]
    if standing.outcome in _SHARED:
        found.append(Caveat("credit_shared"))
    found += _simpler_cases(best, rows["deeds"])
    if standing.milder is not None and standing.milder < options.least_probability:
        found.append(Caveat("milder_cut", {"per_100": 100 * standing.milder}))
    if standing.outcome in _ANSWERED:
        found += _asked_selectively(standing.key, rows["invited"])
    return tuple(found)


def _asked_selectively(key: str, invited: list[Row]) -> list[Caveat]:
    """Somebody whose customers answer clearly less often than all others': who did not answer may think otherwise."""
    counted = {row["actor"]: (row["answered"], row["invited"]) for row in invited}
    answered, asked = (sum(each) for each in zip(*counted.values(), strict=True)) if counted else (0, 0)
    own, n = counted.get(key, (0, 0))
    if not n or not 0 < answered < asked:
        return []
    usual = answered / asked
    z = (own / n - usual) / (usual * (1 - usual) / n) ** 0.5
    return [Caveat("answers_less", {"own": 100 * own / n, "usual": 100 * usual})] if z < -_FEWER_ANSWERS else []


def _simpler_cases(best: Bright, deeds: list[Row]) -> list[Caveat]:
    """Cases that need nobody else are simpler: whoever gets more of them than those beside them has it easier.

    Not told of somebody whose work is the harder by its mix, such as the more urgent: it is not sent there for ease.
    """
    alone = {row["actor"]: (row["hits"], row["n"]) for row in deeds if row["behaviour"] == "carried_through"}
    own, n = alone.get(best.standing.key, (0, 0))
    peers = [alone[peer] for peer in best.peers if peer in alone]
    hits, cases = (sum(each) for each in zip(*peers, strict=True)) if peers else (0, 0)
    if not n or not cases or best.standing.expected_rate < (best.usual_expected or 0):
        return []
    rates = {"own": 100 * own / n, "usual": 100 * hits / cases}
    return [Caveat("simpler_cases", rates)] if rates["own"] - rates["usual"] >= _SIMPLER else []

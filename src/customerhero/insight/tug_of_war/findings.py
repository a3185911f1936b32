"""What stands out in the tug-of-war: the rate itself, rules, topics and segments that need more fights than others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings import Caveat, Evidence, Finding, Look, Measure, Money, Picture, Subject
from customerhero.findings.adjustment import Cell, Comparison, compare
from customerhero.findings.against import (
    Against,
    Counts,
    against_group,
    against_others,
    against_past,
    foremost,
)
from customerhero.findings.intervals import rate_per_100
from customerhero.findings.rates import repeats_of
from customerhero.findings.standing_out import (
    LOOKED_BACK,
    Counted,
    above,
    beyond,
    looks_of,
    told_of,
    with_all_others,
)
from customerhero.insight.tug_of_war.material import Material, currency_of, named_in, touched_of, worth_of
from customerhero.insight.tug_of_war.options import NAME

TOPICS, SEGMENTS, RULES = 0.5, 0.25, 0.25
"""What topics, segments and rules have of the budget of errors."""
ENOUGH_ASKS = 10
"""A rule that fewer asks of the months looked at name is not looked at."""


def findings_of(material: Material) -> tuple[tuple[Finding, ...], tuple[Look, ...]]:
    """The rate of all, rules, topics, segments, and every look taken; none before enough customers had to fight."""
    topics, segments = _compared("topic", material), _compared("segment", material)
    rules = _rules_judged(topics, material)
    looks = [
        *looks_of(NAME, "topic", topics, TOPICS),
        *looks_of(NAME, "segment", segments, SEGMENTS),
        *(Look(f"{NAME}/rule/{one.rule}", "hurt", one.chance, RULES / len(rules)) for one in rules),
    ]
    if material.numbers["customers_hurt"] < material.options.smallest_group:
        return (), tuple(looks)
    stands = beyond(looks)
    groups = [
        *_groups("topic", above(NAME, "topic", topics, stands), material),
        *_groups("segment", above(NAME, "segment", segments, stands), material),
    ]
    return (_overall(material), *_rules(rules, stands, material), *groups), tuple(looks)


@dataclass(frozen=True)
class _Rule:
    """A rule with what it is most alarming against."""

    rule: str
    against: Against | None
    chance: float


def _compared(dimension: str, material: Material) -> list[Comparison]:
    """Each known topic with all others, or each segment with all others that have the same mix of topics."""
    now = Counted(material.chosen, material.rows["touched"])
    recent = Counted(material.rates.of_last(LOOKED_BACK, material.options.month), material.rows["recent"])
    compared = with_all_others(dimension, "tug", now, recent)
    return [one for one in compared if one.group != NOT_RECORDED]


def _overall(material: Material) -> Finding:
    months, numbers = material.tables["months"], material.numbers
    return Finding(
        insight=NAME,
        subject=Subject("organisation", "all", ""),
        tone="hurt",
        month=material.month,
        measure=material.chosen.measure("tug_of_war_rate", "per 100 asks"),
        customers=numbers["customers_hurt"],
        value=_money("all", "", material),
        change=material.rates.change(material.options.month),
        caveats=(Caveat("associated"),),
        evidence=_evidence(material.rows["cases"], material),
        picture=Picture("trend", "tug_of_war_rate", months.columns, months.rows),
        facts={name: numbers[name] for name in _TOLD},
    )


_TOLD = ("asks", "tugs", "refusals", "after_escalation", "after_notice", "hours", "fought_hours")


def _rules_judged(topics: list[Comparison], material: Material) -> list[_Rule]:
    """Every rule that enough asks name, with its own past, its topic and the other rules."""
    others = _among_rules(material)
    return [
        _Rule(rule, *foremost(_all_against(rule, topics, others, material)))
        for rule, asks in sorted(_asks_by_rule(material).items())
        if asks >= ENOUGH_ASKS
    ]


def _all_against(
    rule: str, topics: list[Comparison], others: dict[str, Comparison], material: Material
) -> list[Against]:
    named = [row for row in material.rows["named"] if row["rule_id"] == rule and row["month"] is not None]
    now = max((cell.month for cell in material.chosen.cells if cell.month is not None), default=0)
    found = [against_past(_by_month(named, material), now)] if material.options.month else []
    found.append(_in_its_topic(named, now, topics, material))
    found.append(against_others(others[rule]) if rule in others else None)
    return [one for one in found if one is not None]


def _by_month(named: list[Row], material: Material) -> dict[int, dict[str, Counts]]:
    """By month and topic: tugs-of-war that name the rule, of all asks; topics that never name it say nothing."""
    topics = {row["topic"] for row in named}
    tugs = {(row["month"], row["topic"]): row["tugs"] for row in named}
    asks: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for cell in material.rates.cells:
        if cell.month is not None and cell.topic in topics:
            asks[cell.month][cell.topic] += cell.n
    return {
        month: {topic: (tugs.get((month, topic), 0), n) for topic, n in of_month.items()}
        for month, of_month in asks.items()
    }


def _in_its_topic(named: list[Row], now: int, topics: list[Comparison], material: Material) -> Against | None:
    """Among the asks of the topic that names it most, against those about anything else."""
    asks: dict[str, int] = defaultdict(int)
    tugs: dict[str, int] = defaultdict(int)
    for row in named:
        asks[row["topic"]] += row["asks"]
        if material.options.month is None or row["month"] == now:
            tugs[row["topic"]] += row["tugs"]
    topic = max(sorted(asks), key=lambda name: asks[name], default=None)
    group = next((one for one in topics if one.group == topic), None)
    if group is None:
        return None
    elsewhere = sum(tugs.values()) - tugs[group.group]
    return against_group(group, (tugs[group.group], group.n), (elsewhere, group.others_n))


def _among_rules(material: Material) -> dict[str, Comparison]:
    """Of the asks that name a rule how many needed a fight, each rule with all other rules."""
    cells = [
        Cell(row["rule_id"], "", row["asks"], row["tugs"]) for row in named_in(material.rows, material.options.month)
    ]
    customers = repeats_of((row for row in material.rows["touched"] if row["dimension"] == "rule"), "tug")
    return {one.group: one for one in compare(cells, customers)}


def _asks_by_rule(material: Material) -> dict[str, int]:
    return {row["rule_id"]: row["asks"] for row in named_in(material.rows, None)}


def _rules(rules: list[_Rule], stands: frozenset[str], material: Material) -> list[Finding]:
    """Rules that stand out hurt; others that enough customers fought are worth knowing. The most fought first."""
    named = {row["rule_id"]: row for row in named_in(material.rows, material.options.month)}
    enough = material.options.smallest_group
    known = [one for one in rules if one.rule in named and _hurt(one.rule, material) >= enough]
    known.sort(key=lambda one: (f"{NAME}/rule/{one.rule}" not in stands, -named[one.rule]["tugs"], one.rule))
    return [
        _rule(named[one.rule], one.against if f"{NAME}/rule/{one.rule}" in stands else None, material)
        for one in known[: material.options.most_findings]
    ]


def _hurt(rule: str, material: Material) -> int:
    return int(touched_of("rule", rule, material.rows)["hurt"])


def _rule(row: Row, against: Against | None, material: Material) -> Finding:
    rule, rows = row["rule_id"], material.rows
    name = next((one["name"] for one in rows["rules"] if one["rule_id"] == rule), None) or rule
    touched = touched_of("rule", rule, rows)
    facts = {
        "rule": rule,
        "rule_name": name,
        "asks": row["asks"],
        "tugs": row["tugs"],
        "hours": touched["hours"],
        "fought_hours": touched["fought_hours"],
    }
    return Finding(
        insight=NAME,
        subject=Subject("rule", rule, name),
        tone="hurt" if against else "neutral",
        month=material.month,
        measure=rate_per_100("tug_of_war_under_rule", row["tugs"], row["asks"], "per 100 asks that name it"),
        customers=touched["hurt"],
        value=_money("rule", rule, material),
        caveats=(Caveat("associated"),),
        evidence=_evidence([one for one in rows["sample"] if one["rule_id"] == rule], material),
        facts=facts | (against.told() if against else {}),
    )


def _groups(dimension: str, standing: list[Comparison], material: Material) -> list[Finding]:
    """Topics, or segments with the same mix of topics, that stand out, of enough customers who had to fight."""
    touched = {one.group: touched_of(dimension, one.group, material.rows)["hurt"] for one in standing}
    found = [one for one in standing if touched[one.group] >= material.options.smallest_group]
    return [_group(dimension, one, touched[one.group], material) for one in found[: material.options.most_findings]]


def _group(dimension: str, one: Comparison, hurt: int, material: Material) -> Finding:
    adjusted = (Caveat("adjusted_by_topic"),) if dimension == "segment" else ()
    cases = [row for row in material.rows["cases"] if row[dimension] == one.group]
    return Finding(
        insight=NAME,
        subject=Subject(dimension, one.group, one.group),
        tone="hurt",
        month=material.month,
        measure=Measure("tug_of_war_rate", one.rate, "per 100 asks", one.n, one.rate_interval),
        customers=hurt,
        value=_money(dimension, one.group, material),
        caveats=(Caveat("associated"), *adjusted),
        evidence=_evidence(cases, material),
        facts={"tugs": one.hits} | told_of(one),
    )


def _money(dimension: str, group: str, material: Material) -> Money | None:
    value, currency = worth_of(dimension, group, material.rows), currency_of(material.rows)
    return Money(value, currency) if value is not None and currency else None


def _evidence(cases: list[Row], material: Material) -> Evidence:
    options = material.options
    few = cases[: options.most_evidence]
    customers = sorted({row["customer_id"] for row in few if row["customer_id"] is not None})
    month = f" --month {options.month}" if options.month else ""
    return Evidence(tuple(row["case_id"] for row in few), tuple(customers), f"hero insight {NAME}{month}")

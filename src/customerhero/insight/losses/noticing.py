"""Which losses are findings: how many left, segments and rules whose customers leave more often, reasons that rose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from customerhero.facts.casebook import name_of_month
from customerhero.findings import Caveat, Evidence, Finding, Look, Measure, Money, Picture, Subject
from customerhero.findings.budget import beyond_chance
from customerhero.findings.intervals import rate_change, rate_per_100
from customerhero.findings.months import OVER_MONTHS
from customerhero.findings.privacy import hidden_groups
from customerhero.insight.losses.looking_back import Beside, LookingBack, given_by, shares
from customerhero.insight.losses.options import NAME, Options
from customerhero.insight.losses.reasons import Reason, Row, is_told, path_of, ranked

EVERYBODY: Final = Subject("organisation", "all", "")
_SEGMENTS, _LATELY, _GIVEN, _RISEN, _RULES = 3.0, 2.0, 1.0, 1.0, 1.0
"""What each kind of comparison has of the insight's part of the budget of errors, shared among those of the kind."""


@dataclass(frozen=True)
class Material:
    """What findings are drawn from: the collected parts and the question."""

    rows: Mapping[str, list[Row]]
    options: Options

    @property
    def totals(self) -> Row:
        """The one row about everybody."""
        return self.rows["totals"][0]

    @cached_property
    def back(self) -> LookingBack:
        """The months looked back on."""
        return LookingBack.of(self.rows, self.options)

    @cached_property
    def segments(self) -> dict[str, Beside]:
        """The segments that are compared: those of enough customers."""
        few, last = self.options.smallest_group, self.back.months[-1:]
        every = {name: self.back.segment(name, self.back.months) for name in self.back.segments if last}
        there = {name for name in every if self.back.here.get((name, last[0]), 0) >= few}
        return {name: beside for name, beside in every.items() if name in there and beside.others[1]}

    @cached_property
    def lately(self) -> dict[str, Beside]:
        """The same of the newest months alone, for what began not long ago."""
        months = self.back.lately
        return {name: self.back.segment(name, months) for name in self.segments if months != self.back.months}

    @cached_property
    def given(self) -> dict[str, dict[str, Beside]]:
        """By segment its causes, among those who left."""
        reasons = self.back.reasons()
        return {name: given_by(name, reasons, self.options.smallest_group) for name in self.segments}

    @cached_property
    def risen(self) -> dict[str, Beside]:
        """The causes of enough customers, now or before."""
        few = self.options.smallest_group
        return {cause: one for cause, one in self.back.risen().items() if one.group[0] + one.others[0] >= few}

    @cached_property
    def rules(self) -> dict[str, Beside]:
        """The rules that enough customers met."""
        met = [row for row in self.rows["rules"] if row["customers"] >= self.options.smallest_group]
        lost, everybody = (sum(row[name] for row in self.rows["complaints"]) for name in ("lost", "customers"))
        pairs = {row["rule_id"]: (row["lost"], row["customers"]) for row in met}
        return {name: Beside([(one, (lost - one[0], everybody - one[1]))]) for name, one in sorted(pairs.items())}

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """Every comparison that is made, whether or not a finding comes of it."""
        given = [(name, one) for name, causes in self.given.items() for one in causes.values()]
        hurt = [
            *_looks("segment", list(self.segments.items()), _SEGMENTS),
            *_looks("segment", list(self.lately.items()), _LATELY),
            *_looks("segment", given, _GIVEN),
            *_looks("reason", list(self.risen.items()), _RISEN),
            *_looks("rule", list(self.rules.items()), _RULES),
        ]
        everybody = self.back.everybody()
        moved = [Look(f"{NAME}/organisation/all", "change", everybody.chance)] if everybody else []
        return (*hurt, *moved)

    @cached_property
    def standing(self) -> frozenset[str]:
        """The keys of what is more than chance when all comparisons of losses are taken together."""
        return beyond_chance([look for look in self.looks if look.asks == "hurt"], self.options.chance)

    def stands(self, kind: str, name: str) -> bool:
        """Whether a subject is among them."""
        return f"{NAME}/{kind}/{name}" in self.standing


def noticed(rows: Mapping[str, list[Row]], options: Options) -> tuple[tuple[Finding, ...], tuple[Look, ...]]:
    """Findings of everybody, by segment, reason and rule, and of losses after a complaint; and every look at them."""
    material = Material(rows, options)
    if not material.totals["lost"] and not any(material.back.lost.values()):
        return (), ()
    found = (
        *_everybody(material),
        *_segment_findings(material),
        *_reason_findings(material),
        *_rule_findings(material),
        *_complaint_findings(material),
    )
    return found, material.looks


def hidden_values(rows: Mapping[str, list[Row]], few: int) -> frozenset[str]:
    """The segments whose lost value is not told: few were lost there, or one could work out those of another."""
    small = [row["segment"] for row in rows["segments"] if row["customers"] < few]
    return hidden_groups({row["segment"]: row["lost"] for row in rows["segments"]}, few, small)


def _looks(kind: str, compared: list[tuple[str, Beside]], weight: float) -> list[Look]:
    part = weight / len(compared) if compared else 0.0
    return [Look(f"{NAME}/{kind}/{name}", "hurt", beside.chance, part) for name, beside in compared]


def _everybody(material: Material) -> list[Finding]:
    """How many left, beside the months before, and for how many of them nobody knows why."""
    totals, back, options = material.totals, material.back, material.options
    if options.month is None or totals["lost"] < options.smallest_group:
        return []
    everybody = back.everybody()
    change = rate_change(everybody.group, everybody.others) if everybody else None
    if change:
        change = replace(change, months=len(back.before), base=name_of_month(back.before[0]))
    untold = sum(row["customers"] for row in material.rows["reasons"] if not is_told(row["stated"]))
    facts: dict[str, Any] = {
        "lost": totals["lost"], "all": totals["customers"],
        "without_reason": untold if untold >= options.smallest_group else None,
    }  # fmt: skip
    return [
        Finding(
            insight=NAME,
            subject=EVERYBODY,
            tone="hurt",  # only where more left than before: the agenda tells a rate of everybody without alarm
            month=totals["month"],
            measure=rate_per_100("lost customers", totals["lost"], totals["customers"], "per 100 customers"),
            customers=totals["lost"],
            value=_money(totals["value_lost"], totals),
            change=change,
            caveats=_caveats(totals),
            evidence=_evidence(material, None, back.months[-1:]),
            facts=facts,
        )
    ]


def _segment_findings(material: Material) -> list[Finding]:
    """One finding about leaving for each segment that stands out: by how many left; without alarm, only by why."""
    sure = [name for name in material.segments if material.stands("segment", name)]
    found = [
        _segment_finding(name, material) for name in sorted(sure, key=lambda name: (_chance(name, material), name))
    ]
    return [finding for finding in found if finding is not None][: material.options.most_findings]


def _chance(name: str, material: Material) -> float:
    beside, _months = _clearer(name, material)
    return min([beside.chance, *(one.chance for one in material.given[name].values())])


def _clearer(name: str, material: Material) -> tuple[Beside, tuple[int, ...]]:
    """The months that show the segment's difference more clearly, all of them or the newest alone."""
    whole, lately = material.segments[name], material.lately.get(name)
    if lately is None or whole.chance <= lately.chance:
        return whole, material.back.months
    return lately, material.back.lately


def _segment_finding(name: str, material: Material) -> Finding | None:
    (beside, seen), options, totals = _clearer(name, material), material.options, material.totals
    reason = _own_reason(name, material)
    differs = beside.chance < options.chance
    leaves_more = differs and beside.is_more
    if beside.group[0] < options.smallest_group or not (leaves_more or (reason and not differs)):
        return None
    months = len(seen)
    facts = shares("group", beside) | {"segment": name} | _reason_facts(name, reason, material)
    if not leaves_more:
        facts |= {"only_reason": reason}
    unit = "per 100 customers a month" if months > 1 else "per 100 customers"
    return Finding(
        insight=NAME,
        subject=Subject("segment", name, name),
        tone="hurt" if leaves_more else "neutral",
        month=totals["month"],
        measure=rate_per_100("lost customers", *beside.group, unit),
        customers=beside.group[0],
        value=_value_of(name, seen, material),
        caveats=(*_caveats(totals), Caveat("many_compared", {"groups": len(material.segments)})),
        evidence=_evidence(material, name, seen),
        picture=_segment_bars(material),
        facts=facts | ({OVER_MONTHS: months} if months > 1 else {}),
    )


def _own_reason(name: str, material: Material) -> str | None:
    """The cause that those who left this segment gave more than all others who left, by more than chance."""
    causes = material.given[name]
    looks = [Look(cause, "hurt", one.chance) for cause, one in causes.items()]
    sure = {look.key for look in looks if look.chance * len(looks) < material.options.chance}
    few = material.options.smallest_group
    mine = [cause for cause in sure if causes[cause].is_more and causes[cause].group[0] >= few]
    return min(mine, key=lambda cause: (causes[cause].chance, cause), default=None)


def _reason_facts(name: str, reason: str | None, material: Material) -> dict[str, Any]:
    """The segment's own reason beside that of all others; where too few others left, what most of its own say."""
    if reason:
        (named, told), (others_named, others_told) = (
            material.given[name][reason].group,
            material.given[name][reason].others,
        )
        return {
            "leading_reason": reason, "leading_reason_lost": named, "leading_reason_of": told,
            "others_reason_lost": others_named, "others_reason_of": others_told,
        }  # fmt: skip
    mine = material.back.reasons().get(name, {})
    cause = max(mine, key=lambda cause: (mine[cause], cause), default=None)
    told, few = sum(mine.values()), material.options.smallest_group
    if material.given[name] or cause is None or mine[cause] < few or 2 * mine[cause] <= told:
        return {}
    return {"leading_reason": cause, "leading_reason_lost": mine[cause], "leading_reason_of": told}


def _value_of(name: str, seen: tuple[int, ...], material: Material) -> Money | None:
    """What those of the segment were worth who left in these months; nothing that tells of a few others."""
    back, few = material.back, material.options.smallest_group
    if material.options.month is None:
        if name in hidden_values(material.rows, few):
            return None
        return _money(next(row["value_lost"] for row in material.rows["segments"] if row["segment"] == name),
                      material.totals)  # fmt: skip
    sizes = {one: sum(back.lost.get((one, month), 0) for month in seen) for one in back.segments}
    if name in hidden_groups(sizes, few):
        return None
    worth = [row["value"] for row in material.rows["leavers_worth"]
             if row["segment"] == name and row["month_no"] in seen and row["value"] is not None]  # fmt: skip
    return _money(sum(worth), material.totals)


def _reason_findings(material: Material) -> list[Finding]:
    """Causes that rose against the months before; else the costliest, neutral."""
    causes = [reason for reason in ranked(material.rows["reasons"], 2) if is_told(reason.name)]
    few = material.options.smallest_group
    causes = [reason for reason in causes if reason.customers >= few]
    risen = [reason for reason in causes if material.stands("reason", reason.name)
             and material.risen[reason.name].is_more]  # fmt: skip
    chosen = (risen or causes[:1])[: material.options.most_findings]
    return [_reason_finding(reason, reason in risen, material) for reason in chosen]


def _reason_finding(reason: Reason, hurt: bool, material: Material) -> Finding:
    totals = material.totals
    facts: dict[str, Any] = {"lost": totals["lost"], "avoidable": reason.avoidable, "judged": reason.avoidable_known}
    if hurt:
        before = material.risen[reason.name].others
        facts |= {
            "before_per_100": 100 * before[0] / before[1], "before_lost": before[0],
            "months_before": len(material.back.before),
        }  # fmt: skip
    return Finding(
        insight=NAME,
        subject=Subject("reason", reason.name, reason.name),
        tone="hurt" if hurt else "neutral",
        month=totals["month"],
        measure=rate_per_100("lost for this reason", reason.customers, totals["customers"], "per 100 customers"),
        customers=reason.customers,
        value=_money(reason.value, totals),
        caveats=_caveats(totals),
        evidence=_evidence_of_reason(reason, material),
        picture=_reason_bars(material),
        facts=facts,
    )


def _rule_findings(material: Material) -> list[Finding]:
    rules = material.rules
    sure = [
        name
        for name, one in rules.items()
        if material.stands("rule", name) and one.is_more and one.group[0] >= material.options.smallest_group
    ]
    sure.sort(key=lambda name: (rules[name].chance, name))
    return [_rule_finding(name, material) for name in sure[: material.options.most_findings]]


def _rule_finding(name: str, material: Material) -> Finding:
    totals, options, beside = material.totals, material.options, material.rules[name]
    row = next(row for row in material.rows["rules"] if row["rule_id"] == name)
    named = sorted((one for one in material.rows["rule_customers"] if one["rule_id"] == name), key=_place)
    return Finding(
        insight=NAME,
        subject=Subject("rule", name, row["rule_name"] or name),
        tone="hurt",
        month=totals["month"],
        measure=rate_per_100("lost customers whose cases name the rule", *beside.group, "per 100 customers"),
        customers=row["lost"],
        value=_money(row["value_lost"], totals),
        caveats=(
            *_caveats(totals),
            Caveat("many_compared", {"groups": len(material.rules)}),
            Caveat("associated_not_caused"),
        ),
        evidence=Evidence((), tuple(one["customer_id"] for one in named), _question(None, options)),
        facts={"rule": name, **shares("group", beside), "days_before": options.before_days},
    )


def _complaint_findings(material: Material) -> list[Finding]:
    by = {row["complained"]: row for row in material.rows["complaints"]}
    if True not in by or False not in by:
        return []
    after, without, totals, options = by[True], by[False], material.totals, material.options
    beside = Beside([((after["lost"], after["customers"]), (without["lost"], without["customers"]))])
    if not (beside.is_more and beside.chance < options.chance and after["lost"] >= options.smallest_group):
        return []
    return [
        Finding(
            insight=NAME,
            subject=Subject("moment", "after a complaint", "after a complaint"),
            tone="neutral",  # who has been here longer has had more time both to complain and to leave
            month=totals["month"],
            measure=rate_per_100("lost after a complaint", *beside.group, "per 100 customers"),
            customers=after["lost"],
            value=_money(after["value_lost"], totals),
            caveats=(*_caveats(totals), Caveat("associated_not_caused"), Caveat("not_adjusted_for_tenure")),
            evidence=Evidence(question=_question(None, options)),
            facts=shares("group", beside),
        )
    ]


def _place(row: Row) -> int:
    return int(row["place"])


def _money(value: float | None, totals: Row) -> Money | None:
    return Money(value, totals["currency"]) if value and totals["currency"] else None


def _caveats(totals: Row) -> tuple[Caveat, ...]:
    return (Caveat("other_currencies_left_out"),) if totals["other_currencies"] else ()


def _question(by: str | None, options: Options) -> str:
    month = f" --month {options.month}" if options.month else ""
    return f"hero insight losses{month}" + (f" --by {by}" if by else "")


def _evidence(material: Material, segment: str | None, seen: tuple[int, ...]) -> Evidence:
    """Those who left in these months, of a segment or of all: the newest first, of a month the most valuable."""
    known = [row for row in material.rows["leavers_known"] if segment in (None, row["segment"])]
    if material.options.month is not None:
        known = [row for row in known if row["month_no"] in seen]
    known.sort(key=lambda row: (-row["month_no"], row["place"], row["customer_id"]))
    ids = tuple(row["customer_id"] for row in known[:20])
    return Evidence((), ids, _question("segment" if segment else None, material.options))


def _evidence_of_reason(reason: Reason, material: Material) -> Evidence:
    known = sorted(material.rows["customers"], key=lambda row: (-(row["value"] or 0.0), row["customer_id"]))
    ids = [row["customer_id"] for row in known if path_of(row["stated"], 2) == reason.path]
    return Evidence((), tuple(ids[:20]), _question("reason", material.options))


def _reason_bars(material: Material) -> Picture:
    few = material.options.smallest_group
    shown = [reason for reason in ranked(material.rows["reasons"], 2) if reason.customers >= few][:10]
    bars = tuple((reason.name, reason.value, reason.customers) for reason in shown)
    return Picture("bars", "Value lost by reason", ("reason", "value", "n"), bars)


def _segment_bars(material: Material) -> Picture:
    back, bars = material.back, []
    sizes = {name: back.here.get((name, back.months[-1]), 0) for name in back.segments}
    hidden = hidden_groups(sizes, material.options.smallest_group)
    for name in back.segments:
        lost, n = back.segment(name, back.months).group
        measured: Measure = rate_per_100("lost", lost, n)
        if name not in hidden and measured.interval:
            bars.append((name, measured.value, measured.interval.low, measured.interval.high, n))
    return Picture("bars", "Lost customers by segment", ("segment", "value", "low", "high", "n"), tuple(bars))

"""Which losses are findings: reasons, segments and rules whose customers leave more often than chance explains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.findings import Caveat, Change, Evidence, Finding, Interval, Measure, Money, Picture, Subject
from customerhero.findings.comparing import chance_of_shares, holm
from customerhero.findings.intervals import rate_change, rate_per_100
from customerhero.findings.privacy import hidden_groups
from customerhero.insight.losses.options import NAME, Options
from customerhero.insight.losses.reasons import Reason, Row, path_of, ranked

Counted = tuple[int, int]


@dataclass(frozen=True)
class Suspect:
    """A group whose share of lost customers is set beside that of all others: (lost, customers) each."""

    name: str
    group: Counted
    others: Counted
    row: Any

    @property
    def chance(self) -> float:
        """The probability of such a difference by chance; 1 when the group loses no more than the others."""
        difference = rate_change(self.group, self.others)
        return chance_of_shares(self.group, self.others) if difference and difference.verdict == "worse" else 1.0


def findings_of(rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    """Findings by reason, segment, rule, and of losses after a complaint."""
    if not rows["totals"][0]["lost"]:
        return []
    return [
        *_reason_findings(rows, options),
        *_segment_findings(rows, options),
        *_rule_findings(rows, options),
        *_complaint_findings(rows, options),
    ]


def hidden_values(rows: Mapping[str, list[Row]], few: int) -> frozenset[str]:
    """The segments whose lost value is not told: few were lost there, or one could work out those of another."""
    small = [row["segment"] for row in rows["segments"] if row["customers"] < few]
    return hidden_groups({row["segment"]: row["lost"] for row in rows["segments"]}, few, small)


def _sure(suspects: Sequence[Suspect], options: Options) -> list[Suspect]:
    """Those that lose more than chance explains when all were looked at, the surest first."""
    chances = holm([suspect.chance for suspect in suspects])
    kept = [
        (chance, suspect.name, suspect)
        for chance, suspect in zip(chances, suspects, strict=True)
        if chance < options.chance and suspect.group[0] >= options.smallest_group
    ]
    return [suspect for _, _, suspect in sorted(kept, key=lambda item: item[:2])]


def _reason_findings(rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    """Causes one segment names more than others or that rose since the month before; else the costliest, neutral."""
    causes = [
        reason
        for reason in ranked(rows["reasons"], 2)
        if reason.customers >= options.smallest_group and reason.path != (NOT_RECORDED,)
    ]
    worse = {suspect.name: suspect for suspect in reversed(_sure(_concentrated(rows, causes), options))}
    risen = {suspect.name for suspect in _sure(_risen(rows, causes), options)}
    hurt = [reason for reason in causes if reason.name in worse or reason.name in risen]
    chosen = (hurt or causes[:1])[: options.most_findings]
    return [_reason_finding(reason, worse.get(reason.name), reason in hurt, rows, options) for reason in chosen]


def _concentrated(rows: Mapping[str, list[Row]], causes: list[Reason]) -> list[Suspect]:
    customers = {row["segment"]: row["customers"] for row in rows["segments"]}
    everyone, suspects = sum(customers.values()), []
    for reason in causes:
        named: dict[str, int] = {}
        for row in rows["segment_reasons"]:
            if path_of(row["stated"], 2) == reason.path:
                named[row["segment"]] = named.get(row["segment"], 0) + row["customers"]
        for segment, lost in sorted(named.items()):
            rest = (sum(named.values()) - lost, everyone - customers[segment])
            suspects.append(Suspect(reason.name, (lost, customers[segment]), rest, segment))
    return suspects


def _risen(rows: Mapping[str, list[Row]], causes: list[Reason]) -> list[Suspect]:
    now = rows["totals"][0]["customers"]
    before = sum(row["customers"] for row in rows["before"])
    if not before:
        return []
    return [
        Suspect(reason.name, (reason.customers, now), (_lost_before(rows, reason), before), None) for reason in causes
    ]


def _lost_before(rows: Mapping[str, list[Row]], reason: Reason) -> int:
    return sum(row["lost"] for row in rows["before"] if row["reason"] and path_of(row["reason"], 2) == reason.path)


def _reason_finding(
    reason: Reason, worst: Suspect | None, hurt: bool, rows: Mapping[str, list[Row]], options: Options
) -> Finding:
    totals = rows["totals"][0]
    before = sum(row["customers"] for row in rows["before"])
    change = rate_change((reason.customers, totals["customers"]), (_lost_before(rows, reason), before))
    facts: dict[str, Any] = {"lost": totals["lost"], "avoidable": reason.avoidable, "judged": reason.avoidable_known}
    if worst:
        facts |= _beside("segment", worst)
    return Finding(
        insight=NAME,
        subject=Subject("reason", reason.name, reason.name),
        tone="hurt" if hurt else "neutral",
        month=totals["month"],
        measure=rate_per_100("lost for this reason", reason.customers, totals["customers"], "per 100 customers"),
        customers=reason.customers,
        value=_money(reason.value, totals),
        change=change,
        caveats=_caveats(totals),
        evidence=_evidence(rows, lambda row: path_of(row["stated"], 2) == reason.path, "reason", options),
        picture=_reason_bars(rows, options),
        facts=facts,
    )


def _segment_findings(rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    segments = [row for row in rows["segments"] if row["customers"] >= options.smallest_group]
    suspects = [_suspect(row, row["segment"], rows["totals"][0]) for row in segments]
    sure = _sure(suspects, options)[: options.most_findings]
    return [_segment_finding(suspect, len(suspects), rows, options) for suspect in sure]


def _suspect(row: Row, name: str, totals: Row) -> Suspect:
    others = (totals["lost"] - row["lost"], totals["customers"] - row["customers"])
    return Suspect(name, (row["lost"], row["customers"]), others, row)


def _segment_finding(suspect: Suspect, looked_at: int, rows: Mapping[str, list[Row]], options: Options) -> Finding:
    totals, row = rows["totals"][0], suspect.row
    is_hidden = suspect.name in hidden_values(rows, options.smallest_group)
    reasons = [
        reason
        for reason in ranked([named for named in rows["segment_reasons"] if named["segment"] == suspect.name], 2)
        if reason.customers >= options.smallest_group
    ]
    leading = max(reasons, key=lambda reason: (reason.customers, reason.value), default=None)
    facts = _beside("segment", suspect)
    if leading:
        facts |= {"leading_reason": leading.name, "leading_reason_lost": leading.customers}
    return Finding(
        insight=NAME,
        subject=Subject("segment", suspect.name, suspect.name),
        tone="hurt",
        month=totals["month"],
        measure=rate_per_100("lost customers", *suspect.group, "per 100 customers"),
        customers=row["lost"],
        value=None if is_hidden else _money(row["value_lost"], totals),
        change=rate_change(suspect.group, (row["before_lost"] or 0, row["before_customers"] or 0)),
        caveats=(*_caveats(totals), Caveat("many_compared", {"groups": looked_at})),
        evidence=_evidence(rows, lambda lost: lost["segment"] == suspect.name, "segment", options),
        picture=_segment_bars(rows, options),
        facts=facts,
    )


def _rule_findings(rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    observed = {name: sum(row[name] for row in rows["complaints"]) for name in ("customers", "lost")}
    suspects = [_suspect(row, row["rule_id"], observed) for row in rows["rules"]]
    sure = _sure(suspects, options)[: options.most_findings]
    return [_rule_finding(suspect, len(suspects), rows, options) for suspect in sure]


def _rule_finding(suspect: Suspect, looked_at: int, rows: Mapping[str, list[Row]], options: Options) -> Finding:
    totals, row = rows["totals"][0], suspect.row
    named = sorted(
        (lost for lost in rows["rule_customers"] if lost["rule_id"] == suspect.name), key=lambda lost: lost["place"]
    )
    return Finding(
        insight=NAME,
        subject=Subject("rule", suspect.name, row["rule_name"] or suspect.name),
        tone="hurt",
        month=totals["month"],
        measure=rate_per_100("lost customers whose cases name the rule", *suspect.group, "per 100 customers"),
        customers=row["lost"],
        value=_money(row["value_lost"], totals),
        caveats=(*_caveats(totals), Caveat("many_compared", {"groups": looked_at}), Caveat("associated_not_caused")),
        evidence=Evidence((), tuple(lost["customer_id"] for lost in named), _question(None, options)),
        facts=_beside("rule", suspect) | {"days_before": options.before_days},
    )


def _complaint_findings(rows: Mapping[str, list[Row]], options: Options) -> list[Finding]:
    by = {row["complained"]: row for row in rows["complaints"]}
    if True not in by or False not in by:
        return []
    after, without = by[True], by[False]
    suspect = Suspect("complaint", (after["lost"], after["customers"]), (without["lost"], without["customers"]), after)
    totals = rows["totals"][0]
    return [
        Finding(
            insight=NAME,
            subject=Subject("moment", "after a complaint", "after a complaint"),
            tone="neutral",  # who has been here longer has had more time both to complain and to leave
            month=totals["month"],
            measure=rate_per_100("lost after a complaint", *suspect.group, "per 100 customers"),
            customers=after["lost"],
            value=_money(after["value_lost"], totals),
            caveats=(*_caveats(totals), Caveat("associated_not_caused"), Caveat("not_adjusted_for_tenure")),
            evidence=Evidence(question=_question(None, options)),
            facts=_beside("complaint", suspect),
        )
        for suspect in _sure([suspect], options)
    ]


def _beside(kind: str, suspect: Suspect) -> dict[str, Any]:
    """The group's figures beside those of all others, for the sentence."""
    difference: Change | None = rate_change(suspect.group, suspect.others)
    interval: Interval | None = difference.interval if difference else None
    return {
        kind: suspect.row if isinstance(suspect.row, str) else suspect.name,
        "group_lost": suspect.group[0],
        "group_customers": suspect.group[1],
        "others_lost": suspect.others[0],
        "others_customers": suspect.others[1],
        "difference_low": interval.low if interval else None,
        "difference_high": interval.high if interval else None,
    }


def _money(value: float | None, totals: Row) -> Money | None:
    return Money(value, totals["currency"]) if value and totals["currency"] else None


def _caveats(totals: Row) -> tuple[Caveat, ...]:
    return (Caveat("other_currencies_left_out"),) if totals["other_currencies"] else ()


def _question(by: str | None, options: Options) -> str:
    month = f" --month {options.month}" if options.month else ""
    return f"hero insight losses{month}" + (f" --by {by}" if by else "")


def _evidence(
    rows: Mapping[str, list[Row]], chosen: Callable[[Row], bool], by: str | None, options: Options
) -> Evidence:
    known = sorted(rows["customers"], key=lambda row: (-(row["value"] or 0.0), row["customer_id"]))
    ids = [row["customer_id"] for row in known if chosen(row)]
    return Evidence((), tuple(ids[:20]), _question(by, options))


def _reason_bars(rows: Mapping[str, list[Row]], options: Options) -> Picture:
    shown = [reason for reason in ranked(rows["reasons"], 2) if reason.customers >= options.smallest_group][:10]
    bars = tuple((reason.name, reason.value, reason.customers) for reason in shown)
    return Picture("bars", "Value lost by reason", ("reason", "value", "n"), bars)


def _segment_bars(rows: Mapping[str, list[Row]], options: Options) -> Picture:
    bars = []
    hidden = hidden_groups({row["segment"]: row["customers"] for row in rows["segments"]}, options.smallest_group)
    for row in sorted(rows["segments"], key=lambda row: row["segment"]):
        measured: Measure = rate_per_100("lost", row["lost"], row["customers"])
        if row["segment"] not in hidden and measured.interval:
            interval = measured.interval
            bars.append((row["segment"], measured.value, interval.low, interval.high, row["customers"]))
    return Picture("bars", "Lost customers by segment", ("segment", "value", "low", "high", "n"), tuple(bars))

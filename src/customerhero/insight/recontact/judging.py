"""Re-contact judged: numbers, tables, and findings about topics people come back about more than about others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customerhero.facts.casebook import NOT_RECORDED
from customerhero.facts.collect import Row
from customerhero.findings import Answer, Caveat, Evidence, Finding, Look, Measure, Money, Picture, Subject, Table
from customerhero.findings.adjustment import Comparison
from customerhero.findings.rates import Rates, Shown, name_of, repeats_of, spread
from customerhero.findings.standing_out import LOOKED_BACK, above, beyond, borne_out, looks_of, told_of
from customerhero.insight.recontact.by_chance import topics_with_others
from customerhero.insight.recontact.options import NAME, Options


def judge(rows: Mapping[str, list[Row]], options: Options) -> Answer:
    """Numbers, tables and findings of re-contact from the collected parts of `ask`.

    `rate` is re-contacts per 100 closed cases with a customer, `rate_low` and `rate_high` its Wilson interval (95 %);
    `cases_too_young` were closed less than `days` before the day of the data and are left out.
    """
    rates = Rates.of(rows["cells"], "again")
    chosen = rates.of_month(options.month)
    grouped = [row for row in rows["touched"] if row["dimension"] == options.by]
    shown = Shown(
        {row["group"]: row["customers"] for row in grouped}, options.smallest_group, repeats_of(grouped, "again")
    )
    tables = {
        "months": rates.months("recontacts"),
        "by": chosen.by("recontacts", shown, by_topic=options.by != "topic"),
        "listed_cases": Table.of(rows["cases"], ("case_id", "customer_id", "topic", "hours_until")),
    }
    numbers = _numbers(chosen, rows, options)
    topics = _compared(rows, options)
    looks = looks_of(NAME, "topic", topics)
    found = _findings(rates, numbers, tables, rows, options) + _topics(topics, looks, rows, options)
    return Answer(NAME, numbers, tables, found, tuple(looks))


def _numbers(rates: Rates, rows: Mapping[str, list[Row]], options: Options) -> dict[str, Any]:
    rate, low, high = spread(rates.measure("recontact"))
    touched = {(row["dimension"], row["group"]): row for row in rows["touched"]}
    everybody = touched.get(("all", ""), {})
    return {
        "cases": rates.n,
        "recontacts": rates.hits,
        "rate": rate,
        "rate_low": low,
        "rate_high": high,
        "cases_too_young": sum(row["cases"] for row in rows["waiting"]),
        "cases_without_topic": sum(cell.n for cell in rates.cells if cell.topic == NOT_RECORDED),
        "customers": everybody.get("customers", 0),
        "customers_hurt": everybody.get("hurt", 0),
        "value": _worth_of("all", "", rows) if everybody.get("hurt", 0) >= options.smallest_group else None,
        "currency": next((row["currency"] for row in rows["known"]), None) or None,
    }


def _worth_of(dimension: str, group: str, rows: Mapping[str, list[Row]]) -> float | None:
    return next((row["value"] for row in rows["worth"] if (row["dimension"], row["group"]) == (dimension, group)), None)


def _compared(rows: Mapping[str, list[Row]], options: Options) -> list[Comparison]:
    """Each known topic with all others, borne out by the last months."""
    touched = [row for row in rows["touched"] if row["dimension"] == "topic"]
    months = sorted({cell["month"] for cell in rows["cells"] if cell["month"] is not None})
    month = [number for number in months if name_of(number) == options.month]
    if options.month is None:
        everything = frozenset(cell["month"] for cell in rows["cells"])
        found = topics_with_others(rows["cells"], everything, repeats_of(touched, "again"))
    else:
        last = frozenset(number for number in months if month and number > month[0] - LOOKED_BACK)
        found = borne_out(
            topics_with_others(rows["cells"], frozenset(month), repeats_of(touched, "again")),
            topics_with_others(rows["cells"], last, repeats_of(rows["recent"], "again")),
        )
    return [one for one in found if one.group != NOT_RECORDED]


def _findings(
    rates: Rates, numbers: Mapping[str, Any], tables: Mapping[str, Table], rows: Mapping[str, list[Row]],
    options: Options,
) -> tuple[Finding, ...]:  # fmt: skip
    """The rate of all; none before enough customers came back."""
    if numbers["customers_hurt"] < options.smallest_group:
        return ()
    months = tables["months"]
    overall = Finding(
        insight=NAME,
        subject=Subject("organisation", "all", ""),
        tone="hurt",
        month=_month(rows, options),
        measure=rates.of_month(options.month).measure("recontact_rate", "per 100 closed cases"),
        customers=numbers["customers_hurt"],
        value=_money("all", "", rows),
        change=rates.change(options.month),
        caveats=_caveats(numbers),
        evidence=_evidence(rows["cases"], options),
        picture=Picture("trend", "recontact_rate", months.columns, months.rows),
        facts={name: numbers[name] for name in ("cases", "recontacts", "cases_too_young")} | {"days": options.days},
    )
    return (overall,)


def _topics(
    topics: list[Comparison], looks: list[Look], rows: Mapping[str, list[Row]], options: Options
) -> tuple[Finding, ...]:
    """Topics that stand out from all others, of enough customers who came back."""
    hurt = {row["group"]: row["hurt"] for row in rows["touched"] if row["dimension"] == "topic"}
    found = [one for one in above(NAME, "topic", topics, beyond(looks)) if hurt[one.group] >= options.smallest_group]
    return tuple(_topic(one, hurt[one.group], rows, options) for one in found[: options.most_findings])


def _topic(one: Comparison, hurt: int, rows: Mapping[str, list[Row]], options: Options) -> Finding:
    return Finding(
        insight=NAME,
        subject=Subject("topic", one.group, one.group),
        tone="hurt",
        month=_month(rows, options),
        measure=Measure("recontact_rate", one.rate, "per 100 closed cases", one.n, one.rate_interval),
        customers=hurt,
        value=_money("topic", one.group, rows),
        caveats=(Caveat("associated"), Caveat("by_chance_too", {"days": options.days})),
        evidence=_evidence([row for row in rows["cases"] if row["topic"] == one.group], options),
        facts={"recontacts": one.hits} | told_of(one),
    )


def _caveats(numbers: Mapping[str, Any]) -> tuple[Caveat, ...]:
    caveats = [Caveat("associated")]
    if numbers["cases_without_topic"]:
        caveats.append(Caveat("topic_unknown", {"cases": numbers["cases_without_topic"]}))
    if numbers["cases_too_young"]:
        caveats.append(Caveat("too_young_to_tell", {"cases": numbers["cases_too_young"]}))
    return tuple(caveats)


def _month(rows: Mapping[str, list[Row]], options: Options) -> str:
    return options.month or next((row["month"] for row in rows["known"]), "")


def _money(dimension: str, group: str, rows: Mapping[str, list[Row]]) -> Money | None:
    currency = next((row["currency"] for row in rows["known"]), None)
    value = _worth_of(dimension, group, rows)
    return Money(value, currency) if value is not None and currency else None


def _evidence(cases: list[Row], options: Options) -> Evidence:
    few = cases[: options.most_evidence]
    customers = sorted({row["customer_id"] for row in few if row["customer_id"] is not None})
    month = f" --month {options.month}" if options.month else ""
    return Evidence(tuple(row["case_id"] for row in few), tuple(customers), f"hero insight {NAME}{month}")

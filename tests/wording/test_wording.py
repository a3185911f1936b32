"""Findings become sentences: every headline short, every caveat told, every figure written one way."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest

from customerhero.agenda import questions
from customerhero.findings import Caveat, Change, Interval, Measure, Money
from customerhero.wording import (
    Words,
    caveat_sentence,
    change_chip,
    change_sentence,
    changed_sentence,
    formats,
    headline,
    measure_parts,
    measure_sentence,
    measure_short,
    picture_sentence,
    sentence,
)
from customerhero.wording.caveats import CAVEATS
from customerhero.wording.insights import INSIGHTS
from customerhero.wording.phrasebook import HEADLINES, SENTENCES
from customerhero.wording.words import placeholders
from tests.reports.sample import curves, finding, flows, reasons, sample, trend

INSIGHT = Path(__file__).parents[2] / "src" / "customerhero" / "insight"
SOURCE = "\n".join(file.read_text(encoding="utf-8") for file in sorted(INSIGHT.rglob("*.py")))
MESSAGES = [message for book in (HEADLINES, SENTENCES) for told in book.values() for message in told]


@pytest.mark.parametrize("code", sorted(set(re.findall(r'Caveat\(\s*"([a-z_]+)"', SOURCE))))
def test_every_caveat_of_an_insight_has_a_sentence(code: str) -> None:
    assert CAVEATS[code]
    assert caveat_sentence(Caveat(code)).endswith(".")
    assert not caveat_sentence(Caveat(code)).startswith("Note:")


@pytest.mark.parametrize("question", [question.name for question in questions if question.monthly])
def test_every_insight_has_its_words(question: str) -> None:
    assert INSIGHTS[question].computed
    assert any(key[0] == question for key in HEADLINES)
    assert any(key[0] == question for key in SENTENCES)


@pytest.mark.parametrize("key", [key for key in HEADLINES if key not in SENTENCES])
def test_every_headline_has_a_sentence(key: tuple[str, str, str]) -> None:
    insight, kind, tone = key
    nearest = [(insight, kind, tone), (insight, kind, ""), (insight, "", tone), (insight, "", "")]
    assert any(near in SENTENCES for near in nearest)


@pytest.mark.parametrize("message", MESSAGES)
def test_no_phrase_claims_a_cause(message: str) -> None:
    assert not re.search(r"\b(caus|because|due to|leads? to|results? in)", message)


def test_every_finding_has_a_headline_and_a_sentence() -> None:
    for found in sample().findings:
        assert 10 <= len(headline(found)) <= 120
        assert sentence(found).endswith(".")


def test_a_missing_fact_gives_a_plainer_sentence_never_an_error() -> None:
    found = finding("runaround", "route", "A > B", facts={})
    assert headline(found) == "A → B: Rate of runaround 11.6 per 100 cases"
    assert "120 customers" in sentence(found)


def test_one_customer_is_not_customers() -> None:
    assert "1 customer is" in sentence(finding("retention", "cohort", "x", customers=1))


def test_a_measure_is_told_with_n_and_interval() -> None:
    measure = Measure("rate", 11.62, "per 100 cases", 1204, Interval(9.9, 13.55, "Wilson"))
    assert measure_short(measure) == "11.6 per 100 cases"
    assert measure_parts(measure) == ("11.6", "per 100 cases")
    assert measure_sentence(measure) == "n = 1,204, 95\N{NO-BREAK SPACE}% interval 9.9 to 13.6"


def test_not_enough_data_is_an_answer() -> None:
    empty = Measure("rate", None, "per 100 cases", 0)
    assert measure_short(empty) == "not enough data yet"
    assert measure_sentence(empty) == "Not enough data yet: n = 0."


def test_noise_is_no_change() -> None:
    noise = Change(10.0, 200, 0.4, Interval(-2.0, 2.8, "Newcombe"), "no detectable change")
    assert change_chip(noise) == "no detectable change"


def test_a_change_names_the_month_before() -> None:
    change = Change(10.0, 200, 4.4, Interval(2.0, 6.8, "Newcombe"), "worse")
    found = finding("runaround", "topic", "x", change=change)
    assert change_chip(change) == "+4.4, worse"
    assert change_sentence(found) == "September 2026: 10.0 (n = 200). Difference +4.4, interval +2.0 to +6.8."


def test_a_change_against_other_months_names_them() -> None:
    change = Change(10.0, 200, 4.4, None, "worse")
    found = finding("voice", "organisation", "NPS", change=change, facts={"compared_with": "6 months before"})
    assert change_sentence(found).startswith("6 months before: 10.0")


def test_a_told_size_is_the_best_estimate_and_the_plain_difference_stands_beside_it() -> None:
    change = Change(32.8, 917, -10.8, Interval(-17.0, -2.0, ""), "worse", months=6, base="2026-04", plain=-14.5)
    nps = Measure("NPS", 18.3, "points", 300)
    found = finding("voice", "organisation", "NPS", change=change, measure=nps, facts={"answers": 300})
    assert headline(found) == "NPS fell by about 10.8 points, to 18.3"
    assert change_chip(change) == "−10.8, worse"
    assert change_sentence(found) == (
        "The 6 months from April 2026 on: 32.8 (n = 917). The plain difference is −14.5; the best estimate of a "
        "difference that is told for its size is −10.8, interval −17.0 to −2.0."
    )


def test_a_drift_is_called_one() -> None:
    change = Change(32.8, 917, -10.8, Interval(-17.0, -2.0, ""), "worse", months=6, base="2026-04", plain=-14.5,
                    course="drift", since="2026-05", a_month=-3.5, a_month_interval=Interval(-5, -2, ""))  # fmt: skip
    found = finding("voice", "organisation", "NPS", change=change, measure=Measure("NPS", 18.3, "points", 300))
    assert headline(found) == "NPS has been falling since May 2026, by about 3.5 a month"
    assert change_chip(change) == "−3.5 a month since May 2026, worse"
    assert changed_sentence("2026-10", [found]) == (
        "Worse: NPS, falling since May 2026 by about 3.5 a month, now 18.3 points."
    )
    assert change_sentence(found).endswith("About −3.5 a month since May 2026, interval −5.0 to −2.0 a month.")


def test_what_changed_names_worse_before_better() -> None:
    worse = finding("runaround", "topic", "Roaming", change=Change(10.0, 200, 4.4, None, "worse"))
    better = finding("runaround", "organisation", "", change=Change(20.0, 200, -4.4, None, "better"))
    assert changed_sentence("2026-10", [better, worse]) == (
        "Worse: rate of runaround of Roaming 11.6 per 100 cases, against 10.0 in September 2026. "
        "Better: rate of runaround 11.6 per 100 cases, against 20.0 in September 2026."
    )


@pytest.mark.parametrize(
    ("value", "written"), [(1234567, "1,234,567"), (-3.14159, "−3.1"), (0.0456, "0.05"), (None, "–"), (12.0, "12")]
)
def test_numbers(value: float | None, written: str) -> None:
    assert formats.number(value) == written


@pytest.mark.parametrize(
    ("money", "written"),
    [(Money(47441.3, "EUR"), "€47,441"), (Money(-5, "USD"), "−$5"), (Money(9, "CHF"), "9\N{NO-BREAK SPACE}CHF")],
)
def test_money(money: Money, written: str) -> None:
    assert formats.money(money) == written


def test_rounding_leaves_no_minus_nothing() -> None:
    assert formats.number(-0.001, places=1) == "0.0"
    assert formats.signed(0.001, places=1) == "0.0"


@pytest.mark.parametrize("picture", [trend("T", 3, 1), reasons(), curves(), flows()], ids=lambda one: one.kind)
def test_every_picture_has_words(picture: object) -> None:
    told = picture_sentence(picture)  # type: ignore[arg-type]
    assert told.endswith(".")
    assert len(told) > 20


def test_messages_can_be_translated() -> None:
    class German(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"{n} in {month:month}": "im {month:month}: {n}"}.get(message, message)

    assert Words(catalogue=German()).tell("{n} in {month:month}", {"n": 1200, "month": "2026-10"}) == (
        "im October 2026: 1,200"
    )


def test_placeholders_are_named() -> None:
    assert all(name.isidentifier() for message in MESSAGES for name in placeholders(message))

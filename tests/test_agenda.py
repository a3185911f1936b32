"""The agenda: at most nine findings in a just order, good news among them, and no alarm without cause."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from customerhero.agenda import (
    Agenda,
    AgendaOptions,
    Unanswered,
    agenda,
    as_dict,
    ask_one,
    compose,
    last_complete_month,
    options_from,
    question_named,
    questions,
    settings_of,
)
from customerhero.agenda.composing import Known
from customerhero.agenda.ranking import chosen, ranked, told_once, weights
from customerhero.errors import FactsError, QuestionError
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer, Change, Evidence, Finding, Interval, Measure, Money, Picture, Subject, Table
from customerhero.findings.intervals import rate_change, rate_per_100
from customerhero.reports.console import show
from customerhero.reports.page import agenda_html
from customerhero.wording import headline
from tests.reports.sample import finding, sample

tones = st.sampled_from(["hurt", "good", "neutral"])
amounts = st.one_of(st.none(), st.floats(0, 1e7).map(lambda amount: Money(amount, "EUR")))


@st.composite
def many_findings(draw: st.DrawFn) -> list[Finding]:
    count = draw(st.integers(0, 25))
    return [
        Finding("losses", Subject("reason", f"r{at}", f"r{at}"), draw(tones), "2026-10",
                Measure("rate", 1.0, "per 100 cases", 100), draw(st.integers(5, 5000)), draw(amounts))
        for at in range(count)
    ]  # fmt: skip


def composed(findings: list[Finding], options: AgendaOptions | None = None) -> Agenda:
    return compose(Known("2026-10"), [Answer("losses", {}, {}, tuple(findings))], [], options or AgendaOptions())


@given(many_findings())
@settings(max_examples=60, deadline=None)
def test_at_most_nine_and_none_lost(findings: list[Finding]) -> None:
    made = composed(findings)
    assert len(made.findings) <= 9
    assert {one.key for one in (*made.findings, *made.further)} == {one.key for one in findings}


@given(many_findings())
@settings(max_examples=60, deadline=None)
def test_good_news_has_its_places(findings: list[Finding]) -> None:
    good = [one for one in findings if one.tone == "good"]
    placed = [one for one in composed(findings).findings if one.tone == "good"]
    assert len(placed) >= min(2, len(good))


@given(many_findings(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_answers_does_not_matter(findings: list[Finding], random: object) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [one.key for one in composed(shuffled).findings] == [one.key for one in composed(findings).findings]


@given(many_findings())
@settings(max_examples=60, deadline=None)
def test_more_customers_and_more_value_never_rank_lower(findings: list[Finding]) -> None:
    order = ranked(findings)
    for earlier, later in pairwise(order):
        both_more = (
            later.customers > earlier.customers
            and later.value is not None
            and earlier.value is not None
            and later.value.amount > earlier.value.amount
        )
        assert earlier.tone != later.tone or not both_more


def test_the_weight_is_the_mean_of_both_shares() -> None:
    most = finding("losses", "reason", "price", customers=200, value=Money(1000.0, "EUR"))
    half = finding("losses", "reason", "quality", customers=100, value=Money(250.0, "EUR"))
    unknown = finding("losses", "reason", "moved", customers=50, value=None)
    found = weights([most, half, unknown])
    assert found == {most.key: 1.0, half.key: 0.375, unknown.key: 0.25}


def test_equal_weights_are_ordered_by_key() -> None:
    twins = [finding("losses", "reason", name) for name in ("b", "a", "c")]
    assert [one.subject.label for one in ranked(twins)] == ["a", "b", "c"]


def test_the_same_subject_is_told_once() -> None:
    heavy = finding("runaround", "rule", "R-17", customers=200, evidence=Evidence())
    light = finding("losses", "rule", "R-17", customers=20, evidence=Evidence())
    first, again = told_once(ranked([light, heavy]))
    assert first == [heavy]
    assert again == {heavy.key: (light,)}


def test_two_findings_about_everybody_are_two() -> None:
    pair = [finding(name, "organisation", "all", evidence=Evidence()) for name in ("runaround", "recontact")]
    assert len(told_once(pair)[0]) == 2


def test_the_same_cases_are_told_once() -> None:
    cases = tuple(f"c{at}" for at in range(10))
    one = finding("runaround", "route", "a > b", customers=90, evidence=Evidence(cases))
    other = finding("tug_of_war", "topic", "invoice", customers=50, evidence=Evidence((*cases[3:], "x", "y", "z")))
    apart = finding(
        "recontact", "topic", "roaming", customers=40, evidence=Evidence(("q", *cases[:4], "r", "s", "t", "u", "v"))
    )
    assert [found.key for found in told_once([one, other, apart])[0]] == [one.key, apart.key]


def test_hurt_and_good_about_one_subject_are_both_told() -> None:
    pair = [finding("voice", "team", "Field", tone, evidence=Evidence()) for tone in ("hurt", "good")]
    pair[1] = replace(pair[1], insight="retention")
    assert len(told_once(pair)[0]) == 2


def test_good_news_does_not_push_out_all_that_hurts() -> None:
    hurt, good = finding("losses", "reason", "price"), finding("voice", "team", "Field", "good")
    assert chosen([hurt, good], 1) == [hurt]


def test_what_is_told_elsewhere_takes_no_place_from_others() -> None:
    people = [finding("bright_spots", "person", f"P{at}", "good", customers=900 + at) for at in range(3)]
    hurt = [finding("losses", "reason", f"r{at}", evidence=Evidence()) for at in range(4)]
    made = composed([*people, *hurt], AgendaOptions(most_findings=4, kinds_apart=frozenset({"person"})))
    assert [placed.tone for placed in made.findings] == ["hurt"] * 4
    assert {credit.subject.kind for credit in made.apart} == {"person"}
    assert not [credit for credit in made.apart if credit in made.everything]
    assert max(made.weights.values()) == 1.0


def moved(key: str, difference: float, half: float, verdict: str = "worse") -> Finding:
    change = Change(10.0, 500, difference, Interval(difference - half, difference + half, "Newcombe"), verdict)  # type: ignore[arg-type]
    return finding("losses", "reason", key, change=change)


def test_only_what_is_more_than_chance_has_changed() -> None:
    noise = moved("noise", 1.0, 3.0, "no detectable change")
    sure = moved("sure", 5.0, 2.0)
    assert [one.key for one in composed([noise, sure]).changed] == [sure.key]


def test_a_lone_borderline_move_among_forty_is_no_change() -> None:
    quiet = [moved(f"q{at}", 0.2, 3.0, "no detectable change") for at in range(39)]
    borderline = moved("borderline", 2.05, 2.0)
    assert composed([*quiet, borderline]).changed == ()
    assert composed([borderline]).changed == (borderline,)


def test_headline_tile_tone_and_title_give_one_verdict() -> None:
    quiet = [moved(f"q{at}", 0.2, 3.0, "no detectable change") for at in range(39)]
    now, before = (11, 100), (30, 600)
    rose = rate_change(now, before)
    assert rose is not None
    assert rose.verdict == "worse"
    rows = Table(("month", "rate", "low", "high", "cases", "runaround_cases"),
                 (("2026-09", 5.0, None, None, 600, 30), ("2026-10", 11.0, None, None, 100, 11)))  # fmt: skip
    more = whole(change=rose, measure=rate_per_100("runaround_rate", *now))
    made = compose(
        Known("2026-10"),
        [Answer("runaround", {}, {"months": rows}, (more,)), Answer("losses", {}, {}, tuple(quiet))],
        [],
        AgendaOptions(most_findings=99),
    )
    told = next(one for one in made.findings if one.insight == "runaround")
    assert made.changed == ()
    assert told.tone == "neutral"
    assert told.change is not None
    assert told.change.verdict == "no detectable change"
    assert [number.change.verdict for number in made.numbers if number.change] == ["no detectable change"]
    assert headline(told) == "11.0 of 100 cases are passed around"


def test_a_score_that_fell_by_chance_among_many_is_no_news() -> None:
    quiet = [replace(moved(f"q{at}", 0.2, 3.0, "no detectable change"), insight="voice") for at in range(39)]
    fell = Change(34.0, 90, -12.0, Interval(-23.0, -1.0, "z"), "worse")
    made = composed([*quiet, finding("voice", "organisation", "NPS", change=fell)], AgendaOptions(most_findings=99))
    assert [one.tone for one in made.findings if one.subject.kind == "organisation"] == ["neutral"]


def test_a_quiet_month_says_so() -> None:
    told = as_dict(composed([moved("price", 0.2, 3.0, "no detectable change")]))["changed"]
    assert told["findings"] == []
    assert told["sentence"] == (
        "Nothing moved in October 2026 by more than chance explains, compared with the months before it."
    )


def test_the_json_is_plain_data_with_sentences_and_stable_keys() -> None:
    told = json.loads(json.dumps(as_dict(sample()), allow_nan=False))
    first = told["findings"][0]
    assert first["rank"] == 1
    assert first["key"] == "/".join((first["insight"], first["subject"]["kind"], first["subject"]["id"]))
    assert first["headline"]
    assert first["measure"]["n"] > 0
    assert told["unanswered"][0]["missing"] == ["events"]


def test_figures_in_the_json_are_not_rounded() -> None:
    told = as_dict(composed([finding("losses", "reason", "price", measure=Measure("rate", 100 / 3, "per 100", 9))]))
    assert told["findings"][0]["measure"]["value"] == 100 / 3


def test_a_question_without_its_tables_is_named_with_the_remedy() -> None:
    row = {"metric": "nps", "scale_max": 10, "score": 9, "happened_at": datetime(2026, 10, 31)}  # noqa: DTZ001
    facts = facts_of({"feedback": [{"feedback_id": "1", "customer_id": "a", **row}]})
    lacking = {question.insight: question for question in agenda(facts).unanswered}
    assert lacking["runaround"].missing == ("events",)
    assert "hero import FILE --map servicenow-history" in lacking["runaround"].remedies[0]
    assert "customers" in lacking["losses"].missing
    assert "voice" not in lacking


def test_no_facts_at_all_is_an_error_that_says_how_to_start() -> None:
    with pytest.raises(FactsError, match="hero import"):
        agenda(facts_of({}))


@pytest.mark.parametrize(
    ("known_until", "month"),
    [(datetime(2026, 11, 3), "2026-10"), (datetime(2026, 10, 31, 23), "2026-10"), (datetime(2026, 1, 30), "2025-12")],  # noqa: DTZ001
)
def test_the_month_is_the_last_complete_one(known_until: datetime, month: str) -> None:
    event = {"event_id": "1", "case_id": "c", "happened_at": known_until, "kind": "opened"}
    assert last_complete_month(facts_of({"events": [event]})) == month


def answered(*months: tuple[str, int]) -> Facts:
    told = {"metric": "nps", "scale_max": 10, "score": 9, "customer_id": "a"}
    days = [datetime.fromisoformat(f"{month}-28") for month, count in months for _ in range(count)]
    rows = [{"feedback_id": str(at), "happened_at": day, **told} for at, day in enumerate(days)]
    return facts_of({"feedback": rows})


def test_an_empty_tail_is_passed_over_and_said() -> None:
    made = agenda(answered(("2017-05", 40), ("2017-06", 1), ("2017-08", 1)))
    page, shown = agenda_html(made), Console(width=200, record=True)
    show(made, shown)
    told = "July 2017 holds 0 of 42 answers; this is May 2017, the last complete month with a usual number."
    assert made.month == "2017-05"
    assert told in page
    assert told in shown.export_text()


def test_a_month_of_few_facts_names_the_last_usual_one() -> None:
    made = agenda(answered(("2017-05", 40), ("2017-06", 1), ("2017-08", 1)), AgendaOptions(month="2017-06"))
    told = "June 2017 holds 1 of 42 answers; May 2017 was the last month with a usual number."
    assert made.month == "2017-06"
    assert told in agenda_html(made)


def test_a_usual_month_needs_no_word() -> None:
    assert agenda(answered(("2017-05", 40), ("2017-06", 20), ("2017-07", 1))).few == ()


@pytest.mark.parametrize("month", ["2017-04", "2017-09"])
def test_a_month_outside_the_facts_is_refused(month: str) -> None:
    facts = answered(("2017-05", 4), ("2017-08", 1))
    with pytest.raises(QuestionError, match=r"2017-05 to 2017-08"):
        agenda(facts, AgendaOptions(month=month))
    with pytest.raises(QuestionError, match=r"2017-05 to 2017-08"):
        ask_one(facts, "voice", question_named("voice").options(month=month))


def test_a_month_that_is_none_is_refused() -> None:
    event = {"event_id": "1", "case_id": "c", "happened_at": datetime(2026, 10, 1), "kind": "opened"}  # noqa: DTZ001
    with pytest.raises(QuestionError, match="YYYY-MM"):
        agenda(facts_of({"events": [event]}), AgendaOptions(month="October"))


def test_an_unknown_insight_suggests_the_nearest() -> None:
    with pytest.raises(QuestionError, match="Did you mean runaround"):
        ask_one(facts_of({}), "runarund")


def test_the_registry_names_each_question_once() -> None:
    names = [question.name for question in questions]
    assert len(set(names)) == len(names)
    assert all(question.needs for question in questions if question.monthly)
    assert not question_named("autopsy").monthly


def test_a_route_is_shown_within_its_network() -> None:
    network = Table(("from", "to", "handoffs"), (("A", "B", 9), ("B", "A", 4), ("B", "C", 30)))
    answer = Answer("runaround", {}, {"network": network}, (finding("runaround", "route", "A > B"),))
    made = compose(Known("2026-10"), [answer], [], AgendaOptions())
    picture = made.findings[0].picture
    assert isinstance(picture, Picture)
    assert picture.rows[0] == ("B", "C", 30)


def test_unanswered_questions_are_kept() -> None:
    lacking = Unanswered("growth", ("revenue",), ("Bring revenue.",))
    assert compose(Known("2026-10"), [], [lacking], AgendaOptions()).unanswered == (lacking,)


def whole(**more: object) -> Finding:
    return finding("runaround", "organisation", "all", **more)


def test_a_base_rate_is_told_without_alarm() -> None:
    assert [one.tone for one in composed([whole()]).findings] == ["neutral"]


def test_a_base_rate_that_got_better_is_good_news() -> None:
    change = Change(18.0, 900, -6.4, Interval(-9.2, -4.0, "Newcombe"), "better")
    assert [one.tone for one in composed([whole(change=change)]).findings] == ["good"]


def test_a_base_rate_that_got_worse_hurts() -> None:
    change = Change(5.0, 900, 6.6, Interval(4.0, 9.2, "Newcombe"), "worse")
    assert [one.tone for one in composed([whole(change=change)]).findings] == ["hurt"]


def test_a_rate_of_everybody_however_high_is_compared_with_nothing_and_does_not_hurt() -> None:
    most = Measure("offered too late", 90.0, "per 100 notices", 200, Interval(85.0, 93.4, "Wilson"))
    assert [one.tone for one in composed([whole(measure=most)]).findings] == ["neutral"]


def _losses(*lost: int) -> Answer:
    """Losses of two thousand customers, month by month up to October."""
    first = 10 - len(lost)
    months = [(f"2026-{first + at + 1:02d}", 2000, hits, hits / 20, None, None) for at, hits in enumerate(lost)]
    columns = ("month", "customers", "lost", "lost_per_100", "lost_low", "lost_high")
    return Answer("losses", {}, {"months": Table(columns, tuple(months))}, ())


def test_what_a_tile_says_is_said_in_words_too() -> None:
    made = compose(Known("2026-10"), [_losses(40, 100)], [], AgendaOptions())
    assert [number.change.verdict for number in made.numbers if number.change] == ["worse"]
    assert [(one.key, one.tone, one.customers) for one in made.changed] == [("losses/organisation/all", "hurt", 100)]
    assert headline(made.changed[0]) == "More customers left: 5.0 of 100, after 2.0 in September 2026"


def test_a_month_is_compared_with_six_before_it_last_month_included() -> None:
    change = compose(Known("2026-10"), [_losses(99, 10, 10, 10, 10, 10, 40, 41)], [], AgendaOptions()).numbers[0].change
    assert change is not None
    assert (change.months, change.previous_n, change.verdict) == (6, 12_000, "no detectable change")
    assert change.previous == pytest.approx(100 * 90 / 12_000)


def test_the_first_month_in_which_leaving_is_recorded_is_compared_with_nothing() -> None:
    made = compose(Known("2026-10"), [_losses(0, 0, 40)], [], AgendaOptions())
    assert made.numbers[0].change is None
    assert made.changed == ()


def test_the_whole_never_swallows_a_part_nor_a_part_the_whole() -> None:
    assert len(composed([whole(), finding("runaround", "topic", "all")]).findings) == 2


def test_options_come_from_text() -> None:
    options = options_from(question_named("runaround"), {"handoffs": "4", "by": "topic"})
    assert (options.handoffs, options.by) == (4, "topic")


def test_every_question_tells_its_settings() -> None:
    assert all(settings_of(question) for question in questions)
    assert ("customer_id", "") in settings_of(question_named("autopsy"))


def test_an_option_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(QuestionError, match="Did you mean handoffs"):
        options_from(question_named("runaround"), {"handofs": "4"})


def test_a_month_before_the_first_customer_is_answered() -> None:
    facts = facts_of({"customers": [{"customer_id": "a", "joined_at": datetime(2026, 9, 5)}]})  # noqa: DTZ001
    made = agenda(facts)
    assert made.month == "2026-08"
    assert made.findings == ()
    assert "runaround" in {question.insight for question in made.unanswered}


def test_a_curve_ends_where_few_are_still_watched() -> None:
    picture = Picture("curves", "t", ("segment", "months", "value", "n"), (("a", 0, 100.0, 50), ("a", 1, 40.0, 9)))
    made = composed([finding("retention", "segment", "a", picture=picture)])
    assert made.findings[0].picture is not None
    assert made.findings[0].picture.rows == picture.rows[:1]


def test_the_terminal_names_what_is_told_within_a_finding() -> None:
    heavy = finding("runaround", "rule", "R-17", customers=200, evidence=Evidence())
    light = finding("losses", "rule", "R-17", customers=20, evidence=Evidence())
    shown = Console(width=200, record=True)
    show(composed([heavy, light]), shown)
    assert f"Seen also as: {headline(light)}" in shown.export_text()


def test_a_label_that_is_only_a_number_gets_its_noun() -> None:
    topic = finding("recontact", "topic", "46", measure=Measure("recontact_ratio", 2.2, "times as expected", 90))
    route = finding("runaround", "route", "39 > 70", facts={"from": "39", "to": "70"})
    assert headline(topic).casefold().startswith("topic 46: ")
    assert headline(route) == "Passed around: from team 39 to team 70"


def test_the_table_of_a_long_curve_can_be_read() -> None:
    rows = tuple((segment, month, 99.0, 500) for segment in "abcdef" for month in range(160))
    told = finding(
        "retention", "segment", "a", picture=Picture("curves", "t", ("segment", "months", "value", "n"), rows)
    )
    assert agenda_html(composed([told])).count("<tr>") <= 121


def test_a_reason_that_is_not_recorded_is_no_reason() -> None:
    told = headline(finding("losses", "segment", "Home", facts={"leading_reason": "not recorded"}))
    assert told == "In Home, customers leave more often than others"


def test_what_a_source_cannot_show_is_no_figure() -> None:
    days = [datetime(2026, 10, day) for day in range(1, 31)]  # noqa: DTZ001
    events = [
        {
            "event_id": str(at),
            "case_id": f"c{at}",
            "customer_id": f"k{at}",
            "team_id": "A",
            "happened_at": day,
            "kind": "opened",
        }
        for at, day in enumerate(days)
    ]
    last = {"event_id": "z", "case_id": "c9", "team_id": "A", "happened_at": datetime(2026, 11, 1), "kind": "closed"}  # noqa: DTZ001
    made = agenda(facts_of({"events": [*events, last]}))
    lacking = {question.insight: question.why for question in made.unanswered}
    assert "no case was ever handed on" in lacking["runaround"]
    assert "nothing was ever refused" in lacking["tug_of_war"]
    assert not {number.insight for number in made.numbers} & {"runaround", "tug_of_war"}
    moved_on = {**last, "event_id": "y", "team_id": "B"}
    assert "runaround" in agenda(facts_of({"events": [*events, moved_on, last]})).answers


def test_the_first_month_of_leaving_has_no_month_before() -> None:
    gone = datetime(2026, 10, 31)  # noqa: DTZ001
    joined = datetime(2026, 1, 1)  # noqa: DTZ001
    rows = [{"customer_id": f"k{at}", "joined_at": joined, "left_at": gone if at < 20 else None} for at in range(100)]
    made = agenda(facts_of({"customers": rows}))
    lost = next(number for number in made.numbers if number.insight == "losses")
    assert made.month == "2026-10"
    assert lost.change is None
    assert made.changed == ()


def test_a_stock_of_years_is_weighed_by_the_month_and_says_so() -> None:
    stock = finding(
        "retention", "segment", "Home", customers=240, value=Money(24_000.0, "EUR"), facts={"over_months": 24}
    )
    month = finding("runaround", "topic", "Invoice", customers=20, value=Money(2_000.0, "EUR"), evidence=Evidence())
    made = composed([stock, month])
    assert [one.key for one in made.findings] == [month.key, stock.key]
    assert "Counted over 24 months, where most findings count one" in agenda_html(made)

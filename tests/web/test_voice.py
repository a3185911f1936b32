"""Voice on the web: scores as stored, verdicts in words, few customers never told, comments to be searched."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customerhero.facts.collect import collect
from customerhero.facts.lake import Lake
from customerhero.findings import Answer, Table
from customerhero.findings.agenda import Unanswered
from customerhero.web.people.models import Person
from customerhero.web.runs.models import Run
from customerhero.wording import formats
from tests.web.filling import Filled, kept

pytestmark = pytest.mark.django_db
PAGES = ("voice", "voice-groups", "voice-moves", "voice-comments")


@pytest.fixture
def lead(client: Client, bob: Person, sign_in: Callable[[Client, Person], Client]) -> Client:
    return sign_in(client, bob)


@pytest.fixture
def no_lake(monkeypatch: pytest.MonkeyPatch, small: Filled) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("A page has opened the lake.")

    monkeypatch.setattr(Lake, "open", refuse)


@pytest.mark.usefixtures("no_lake")
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_told_from_the_stored_run(filled: Run, lead: Client, name: str) -> None:
    response = lead.get(reverse(name))
    assert response.status_code == 200
    assert 'aria-current="page"' in response.content.decode()


def test_each_score_stands_with_its_n_and_its_interval(filled: Run, small: Filled, lead: Client) -> None:
    page = _text(lead.get(reverse("voice")))
    rows = _answer(small).tables["measures"].records()
    assert rows
    for row in rows:
        assert row["measure"] in page
        if row["value"] is not None:
            low, high = (formats.number(row[end], places=1) for end in ("low", "high"))
            assert f"n = {formats.number(row['n'])}, 95 % interval {low} to {high}" in page


def test_the_verdict_on_a_score_is_told_in_words(filled: Run, small: Filled, lead: Client) -> None:
    months = [row for row in _answer(small).tables["months"].records() if row["month"] == filled.month]
    page = _text(lead.get(reverse("voice")))
    for row in months:
        if row["verdict"] == "no detectable change":
            assert "no detectable change" in page
    assert {row["verdict"] for row in months} & {"no detectable change", "better", "worse", "not enough data yet"}


def test_the_trend_is_the_stored_picture_and_has_a_table(filled: Run, small: Filled, lead: Client) -> None:
    html = lead.get(reverse("voice")).content.decode()
    assert small.computed.drawings["voice-trend-nps"] in html
    months = _answer(small).tables["months"].records()
    rows = _csv(lead.get(reverse("voice"), {"months.is.measure": "NPS", "months.export": "csv"}))
    expected = [row for row in months if row["measure"] == "NPS"][::-1]
    assert [row["month"] for row in rows] == [row["month"] for row in expected]
    assert [float(row["value"]) for row in rows if row["value"]] == [
        pytest.approx(row["value"]) for row in expected if row["value"] is not None
    ]


def test_a_score_of_few_customers_is_not_told(filled: Run, small: Filled, lead: Client) -> None:
    hidden = {"measure": "NPS", "value": None, "unit": "points", "n": 3, "low": None, "high": None, "mean": None}
    codes = [{"measure": "NPS", "score": code, "answers": None, "per_100": None} for code in range(11)]
    _kept_with(small, {"measures": Table.of([hidden]), "distribution": Table.of(codes), "months": Table.of([])})
    page = _text(lead.get(reverse("voice")))
    assert "Fewer than five customers answered: not told." in page
    assert "Answers that only a few customers gave are not told" in page


def test_answers_of_few_are_outlines_without_figures(filled: Run, small: Filled, lead: Client) -> None:
    codes = [{"measure": "NPS", "score": code, "answers": None if code in (2, 3) else 7, "per_100": 1.0}
             for code in range(11)]  # fmt: skip
    _kept_with(small, {"distribution": Table.of(codes)})
    svg = re.search(r'<svg class="answers".*?</svg>', lead.get(reverse("voice")).content.decode(), re.S)
    assert svg
    assert svg[0].count("stroke-dasharray") == 2
    assert svg[0].count(">7</text>") == 9 + 1, "nine columns, and the seven of the scale"


def test_groups_are_those_of_the_answer_with_teams_by_name(filled: Run, small: Filled, lead: Client) -> None:
    page = _text(lead.get(reverse("voice-groups")))
    for dimension in ("segment", "topic", "team"):
        for row in _answer(small).tables[f"{dimension}s"].records():
            called = small.computed.team_names.get(row[dimension], row[dimension])
            assert str(called) in page


def test_no_group_at_all_is_explained(filled: Run, small: Filled, lead: Client) -> None:
    _kept_with(small, {f"{dimension}s": Table.of([]) for dimension in ("segment", "topic", "team")})
    assert "No group is large enough to be told about" in _text(lead.get(reverse("voice-groups")))


def test_moves_add_up_and_hidden_ones_stay_hidden(filled: Run, small: Filled, lead: Client) -> None:
    standings = ("promoter", "passive", "detractor")
    moves = [{"from": one, "to": other, "customers": 6 + at, "of": 90}
             for at, (one, other) in enumerate((one, other) for one in standings for other in standings)]  # fmt: skip
    _kept_with(small, {"moves": Table.of(moves)})
    up = sum(row["customers"] for row in moves if standings.index(row["to"]) < standings.index(row["from"]))
    down = sum(row["customers"] for row in moves if standings.index(row["to"]) > standings.index(row["from"]))
    assert f"{up} think better of us, {down} worse" in _text(lead.get(reverse("voice-moves")))
    _kept_with(small, {"moves": Table.of([*moves[:1], {**moves[1], "customers": None}, *moves[2:]])})
    page = _text(lead.get(reverse("voice-moves")))
    assert "think better of us" not in page
    assert "Moves of fewer than five customers are left out" in page


def test_who_answered_has_its_n_and_its_interval(filled: Run, small: Filled, lead: Client) -> None:
    numbers = _answer(small).numbers
    page = _text(lead.get(reverse("voice-moves")))
    assert f"n = {formats.number(numbers['invited'])}, 95 % interval" in page
    assert formats.number(numbers["response_per_100"], places=1) in page


@pytest.mark.usefixtures("no_lake")
def test_the_newest_comments_lead_to_the_customers(filled: Run, small: Filled, lead: Client) -> None:
    html = lead.get(reverse("voice-comments")).content.decode()
    rows = _answer(small).tables["comments"].records()
    assert rows
    assert all(reverse("customer", args=[row["customer_id"]]) in html for row in rows if row["customer_id"])


def test_every_comment_can_be_searched_and_taken_home(filled: Run, small: Filled, lead: Client) -> None:
    feedback = Lake.open(small.lake).facts().feedback
    said = [
        row for row in collect(feedback.select("comment", "score", "feedback_id")) if (row["comment"] or "").strip()
    ]
    word = said[0]["comment"].split()[-1].strip(".").casefold()
    wanted = [row for row in said if word in row["comment"].casefold() and row["score"] is not None]
    rows = _csv(lead.get(reverse("voice-comments"), {"all": "yes", "comments.q": word, "comments.export": "csv"}))
    assert len(rows) == len(wanted) > 0
    assert all(word in " ".join(row.values()).casefold() for row in rows)
    page = _text(lead.get(reverse("voice-comments"), {"all": "yes", "comments.q": word}))
    assert f"{len(wanted)} row" in page


def test_comments_never_name_who_served_the_customer(filled: Run, small: Filled, lead: Client) -> None:
    header = lead.get(reverse("voice-comments"), {"all": "yes", "comments.export": "csv"})
    columns = b"".join(header.streaming_content).decode().splitlines()[0]
    assert "person" not in columns
    assert "team" not in columns


def test_a_search_for_nothing_there_says_so(filled: Run, lead: Client) -> None:
    assert "No rows match." in _text(lead.get(reverse("voice-comments"), {"all": "yes", "comments.q": "xyzzy'; --"}))


@pytest.mark.parametrize("name", PAGES)
def test_before_the_first_run_the_pages_teach(lead: Client, name: str) -> None:
    assert "Nothing has been computed yet" in _text(lead.get(reverse(name)))


def test_without_answers_the_page_says_what_it_needs(filled: Run, small: Filled, lead: Client) -> None:
    answers = {name: answer for name, answer in small.computed.agenda.answers.items() if name != "voice"}
    agenda = replace(small.computed.agenda, answers=answers, unanswered=(Unanswered("voice", ("feedback",), ()),))
    kept(replace(small.computed, agenda=agenda), Run(reason=Run.Reason.ASKED))
    assert "This needs feedback" in _text(lead.get(reverse("voice")))


def _answer(small: Filled) -> Answer:
    return small.computed.agenda.answers["voice"]


def _kept_with(small: Filled, tables: dict[str, Table]) -> Run:
    answer = replace(_answer(small), tables={**_answer(small).tables, **tables})
    agenda = replace(small.computed.agenda, answers={**small.computed.agenda.answers, "voice": answer})
    return kept(replace(small.computed, agenda=agenda), Run(reason=Run.Reason.ASKED))


def _text(response: Any) -> str:
    content = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    plain = re.sub(r"<[^>]+>", " ", content).replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')
    return re.sub(r"\s+", " ", plain)


def _csv(response: Any) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))

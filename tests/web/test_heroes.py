"""Bright spots on the web: those who are named see it before anybody else, and nobody is ranked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customerhero.findings import Answer, Finding, Interval, Measure, Subject, Table
from customerhero.findings.agenda import Agenda
from customerhero.web.heroes.telling import told_to, waiting
from customerhero.web.people.models import Person
from customerhero.web.runs.credit import credited, without_credit
from customerhero.web.runs.models import Completion, Run, StoredAnswer, StoredFinding
from customerhero.web.runs.packing import packed_finding, packed_numbers

SignIn = Callable[[Client, Person], Client]


def spot(number: str, name: str, kind: str = "person") -> Finding:
    measure = Measure("resolved_without_return", 71.0, "per 100 cases", 207, Interval(65.3, 76.4, ""))
    facts = {
        "outcome": "resolved_without_return", "resolved_without_return": 71.0, "expected_rate": 60.5, "observed": 153.5,
        "expected": 125.2, "role": "agent", "peers": 26, "probability": 0.96, "cases": 215,
    }  # fmt: skip
    subject = Subject(kind, number, name)
    return Finding("bright_spots", subject, "good", "2026-10", measure, 185, facts=facts)


@pytest.fixture
def run(db: None) -> Run:
    run = Run.objects.create(month="2026-10", reason=Run.Reason.ASKED, started_at=timezone.now())
    Completion.objects.create(run=run, agenda=b"")
    StoredAnswer.objects.create(run=run, insight="bright_spots", numbers=packed_numbers({"cannot_tell": None}))
    for found in (spot("P-1", "Zoe First"), spot("P-2", "Abel Second"), spot("T-1", "Billing", "team")):
        StoredFinding.objects.create(
            run=run, key=found.key, insight=found.insight, tone="good", month=found.month, customers=185,
            finding=packed_finding(found),
        )  # fmt: skip
    return run


@pytest.fixture
def zoe(alice: Person) -> Person:
    alice.fact_person_id = "P-1"
    alice.save()
    return alice


def page(client: Client, sign_in: SignIn, person: Person) -> str:
    return sign_in(client, person).get(reverse("bright-spots")).content.decode()


def test_the_person_named_sees_it_first(client: Client, run: Run, zoe: Person, carol: Person, sign_in: SignIn) -> None:
    assert "Zoe First" not in page(client, sign_in, carol)
    assert [thing.url for thing in waiting(zoe)] == [reverse("bright-spots")]
    assert "You are a bright spot" in page(client, sign_in, zoe)
    assert waiting(zoe) == []
    assert "Zoe First" in page(client, sign_in, carol)


def test_who_has_no_account_is_told_by_leaders(run: Run, zoe: Person, bob: Person, rosa: Person) -> None:
    def names(person: Person) -> set[str]:
        return {found.finding.subject.label for found in told_to(person, run).others}

    assert names(bob) == {"Abel Second", "Billing"}
    assert names(rosa) == {"Billing"}
    assert told_to(rosa, run).kept_back == 2


def test_nobody_is_ranked(client: Client, run: Run, carol: Person, sign_in: SignIn) -> None:
    text = page(client, sign_in, carol)
    assert text.index("Abel Second") < text.index("Billing") < text.index("Zoe First")


def test_the_agenda_and_what_is_taken_home_of_it_name_nobody() -> None:
    named = Table(("key", "name"), (("P-1", "Zoe First"),))
    answer = Answer("bright_spots", {"compared_by": "person"}, {"named": named}, (spot("P-1", "Zoe First"),))
    both = (spot("P-1", "Zoe First"), spot("T-1", "Billing", "team"))
    agenda = Agenda("2026-10", None, None, both, both, both, answers={"bright_spots": answer})
    told = without_credit(agenda)
    assert "Zoe" not in repr(told)
    assert [finding.subject.label for finding in told.findings] == ["Billing"]
    assert {finding.key for finding in credited(agenda)} == {"bright_spots/person/P-1"}


def test_the_page_of_a_finding_that_names_somebody_is_that_of_bright_spots(
    client: Client, run: Run, carol: Person, sign_in: SignIn
) -> None:
    row = StoredFinding.objects.get(run=run, key="bright_spots/person/P-1")
    answer = sign_in(client, carol).get(reverse("finding", args=[row.pk]))
    assert answer.headers["Location"] == reverse("bright-spots")


def test_before_the_first_agenda_the_page_says_so(client: Client, alice: Person, sign_in: SignIn) -> None:
    assert "Nothing to tell yet" in page(client, sign_in, alice)

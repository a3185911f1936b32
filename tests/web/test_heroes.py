"""Bright spots on the web: those who are named see it before anybody else, and nobody is ranked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customerhero.findings import Answer, Finding, Interval, Measure, Subject, Table
from customerhero.findings.agenda import Agenda
from customerhero.web.heroes.accounts import options_of_bright_spots
from customerhero.web.heroes.telling import told_to, waiting
from customerhero.web.people.models import Person
from customerhero.web.runs.credit import credited, with_accounts, without_credit
from customerhero.web.runs.models import Completion, Run, StoredAnswer, StoredFinding, StoredTable
from customerhero.web.runs.packing import packed_finding, packed_numbers, packed_rows

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


@pytest.fixture
def held(run: Run) -> Run:
    """A run that holds an account back."""
    answer = StoredAnswer.objects.get(run=run, insight="bright_spots")
    answer.numbers = packed_numbers({"cannot_tell": None, "accounts_held_back": 1})
    answer.save()
    table = Table(
        ("account", "name", "verdict", "signs", "acts", "share"),
        (("X-9", "Siebel", "machine", "volume, clock, name", 6_162, 9.4),),
    )
    StoredTable.objects.create(
        answer=answer, name="held_back", columns=list(table.columns), rows=packed_rows(table.rows), count=1
    )
    return run


def test_an_account_that_may_be_a_machine_is_shown_to_leaders_who_say_who_it_is(
    client: Client, held: Run, bob: Person, rosa: Person, sign_in: SignIn
) -> None:
    assert "Siebel" not in page(client, sign_in, rosa)
    assert "Siebel</strong>" in page(client, sign_in, bob)
    assert "acts around the clock" in page(client, sign_in, bob)
    said = client.post(reverse("accounts"), {"account": "X-9", "kind": "person"})
    assert said.status_code == 302
    assert options_of_bright_spots() == {"machines": (), "persons": ("X-9",)}
    assert "said to be a person" in page(client, sign_in, bob)
    client.post(reverse("accounts"), {"account": "X-9", "kind": "machine"})
    assert options_of_bright_spots() == {"machines": ("X-9",), "persons": ()}
    assert Run.objects.filter(completion=None).exists()


@pytest.mark.parametrize("given", [{"account": "P-1", "kind": "machine"}, {"account": "X-9", "kind": "cat"}, {}])
def test_nothing_else_is_said_of_accounts(
    client: Client, held: Run, bob: Person, sign_in: SignIn, given: dict[str, str]
) -> None:
    sign_in(client, bob).post(reverse("accounts"), given)
    assert options_of_bright_spots() == {"machines": (), "persons": ()}


def test_accounts_held_back_are_kept_for_the_page_and_never_taken_home() -> None:
    held = Table(("account",), (("X-9",),))
    answer = Answer("bright_spots", {"compared_by": "person"}, {"held_back": held})
    agenda = Agenda("2026-10", None, None, (), (), (), answers={"bright_spots": answer})
    told = without_credit(agenda)
    assert "X-9" not in repr(told)
    assert with_accounts(told, agenda).answers["bright_spots"].tables["held_back"] == held

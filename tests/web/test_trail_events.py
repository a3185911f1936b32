"""What the trail holds beside changes: who came in and who could not, what was refused, taken home, set differently."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from customerhero.web.people.chain import seal
from customerhero.web.people.deeds import Deed
from customerhero.web.people.discreet import WithoutTokens
from customerhero.web.people.models import Person
from customerhero.web.people.verifying import verified
from customerhero.web.runs.models import Run
from customerhero.web.serving.noting import note_settings
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def lines_of(deed: Deed) -> list[LogEntry]:
    return list(LogEntry.objects.filter(action=deed).order_by("pk"))


def sign_in_by_page(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_sign_in_and_a_sign_out_stand_in_the_trail(client: Client, alice: Person) -> None:
    sign_in_by_page(client, alice.email)
    client.post(reverse("account_logout"))
    came, went = lines_of(Deed.SIGNED_IN) + lines_of(Deed.SIGNED_OUT)
    assert (came.actor, came.remote_addr, came.additional_data) == (alice, "127.0.0.1", {"with": ["password"]})
    assert went.actor == alice


def test_a_failed_sign_in_names_who_is_known_and_hides_who_is_not(client: Client, alice: Person) -> None:
    sign_in_by_page(client, alice.email, "wrong-wrong-wrong")
    sign_in_by_page(client, "stranger@example.org", "wrong-wrong-wrong")
    sign_in_by_page(client, "STRANGER@example.org ", "wrong-wrong-wrong")
    known, unknown, again = lines_of(Deed.NOT_SIGNED_IN)
    assert (known.object_repr, known.actor) == ("Alice Moreau", None)
    assert "stranger" not in f"{unknown.object_repr}{unknown.additional_data}"
    assert unknown.object_repr == again.object_repr


def test_a_pause_after_too_many_attempts_stands_in_the_trail(client: Client, alice: Person) -> None:
    for _ in range(6):
        sign_in_by_page(client, alice.email, "wrong-wrong-wrong")
    assert [line.object_repr for line in lines_of(Deed.PAUSED)] == ["Alice Moreau"]


def test_a_second_step_passed_and_failed_stands_in_the_trail(client: Client, alice: Person) -> None:
    TOTP.activate(alice, generate_totp_secret())
    assert Authenticator.objects.exists()
    sign_in_by_page(client, alice.email)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    failed = lines_of(Deed.NOT_SECOND_STEP)
    assert [(line.object_repr, line.actor) for line in failed] == [("Alice Moreau", None)]
    assert not lines_of(Deed.SIGNED_IN)


def test_a_refusal_names_the_page_and_not_its_address(client: Client, alice: Person, sign_in: Any) -> None:
    sign_in(client, alice).get(reverse("customer-erasure", args=["C-4711"]))
    line = lines_of(Deed.REFUSED)[0]
    assert (line.object_repr, line.actor) == ("customer-erasure", alice)
    assert "C-4711" not in f"{line.additional_data}"


def test_a_stranger_who_is_sent_to_sign_in_is_no_refusal(client: Client) -> None:
    client.get(reverse("trail"))
    assert not lines_of(Deed.REFUSED)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_an_export_says_which_table_and_how_many_rows(client: Client, dora: Person, sign_in: Any, kind: str) -> None:
    answer = sign_in(client, dora).get(reverse("people"), {"people.export": kind})
    assert b"".join(answer)
    line = lines_of(Deed.TAKEN_HOME)[0]
    assert (line.object_repr, line.actor, line.additional_data) == ("people", dora, {"kind": kind, "rows": 1})


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_an_agenda_taken_home_stands_in_the_trail(
    client: Client, filled: Run, bob: Person, sign_in: Any, kind: str
) -> None:
    sign_in(client, bob).get(reverse("report-of-run", args=[filled.month, filled.pk, kind]))
    line = lines_of(Deed.TAKEN_HOME)[0]
    assert (line.object_repr, line.additional_data) == (f"agenda {filled.month}", {"kind": kind})


def test_settings_that_changed_are_named_and_secrets_are_not_told(db: None) -> None:
    before = {"HERO_COMPANY": "Nordlicht", "HERO_MAIL_URL": "smtp://a:secret-1@b"}
    note_settings(before)
    assert note_settings(before) == []
    assert note_settings({**before, "HERO_MAIL_URL": "smtp://a:secret-2@b", "HERO_DEMO": "yes"}) == ["DEMO", "MAIL_URL"]
    first, second = lines_of(Deed.SETTINGS)
    assert second.object_repr == "HERO_DEMO, HERO_MAIL_URL"
    assert "secret" not in f"{first.additional_data}{second.additional_data}"


def test_administrators_read_it_all_in_words_and_can_search_it(
    client: Client, dora: Person, alice: Person, sign_in: Any
) -> None:
    sign_in(client, alice).get(reverse("trail"))
    b"".join(sign_in(client, dora).get(reverse("people"), {"people.export": "csv"}))
    page = client.get(reverse("trail"), {"trail.q": "took home"}).content.decode()
    assert (
        "<td>Dora Petrov</td><td>took home</td><td>file</td><td>people</td><td>–</td><td>as: csv; rows: 2</td>" in page
    )
    page = client.get(reverse("trail"), {"trail.q": "refused"}).content.decode()
    assert "<td>Alice Moreau</td><td>was refused</td><td>page</td><td>trail</td>" in page
    seal()
    assert verified().trouble == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Internal Server Error: /customers/C%2520471/autopsy/", "Internal Server Error: /customers/…/autopsy/"),
        ('"GET /customers/?customers.q=Jane+Doe HTTP/1.1" 500', '"GET /customers/?… HTTP/1.1" 500'),
        ("Not Found: /customers/C1", "Not Found: /customers/…"),
        ("Nothing to hide? No.", "Nothing to hide? No."),
    ],
)
def test_no_line_of_a_log_says_whom_somebody_looked_up(line: str, told: str) -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s", (line,), None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == told

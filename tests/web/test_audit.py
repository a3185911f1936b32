"""The audit trail: written by itself, without secrets, and never rewritten."""

from __future__ import annotations

from typing import Any

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from customerhero.web.people.models import Invitation, Person
from customerhero.web.people.roles import Role

pytestmark = pytest.mark.django_db


def trail_of(person: Person) -> list[LogEntry]:
    return list(LogEntry.objects.get_for_object(person).order_by("pk"))


@pytest.mark.parametrize(
    "statement", ["UPDATE auditlog_logentry SET object_repr = 'nobody'", "DELETE FROM auditlog_logentry"]
)
def test_the_database_refuses_to_rewrite_the_trail(alice: Person, statement: str) -> None:
    before = LogEntry.objects.count()
    assert before
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert LogEntry.objects.count() == before


def test_the_orm_is_refused_too(alice: Person) -> None:
    entry = trail_of(alice)[0]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()


def test_a_change_has_before_and_after(alice: Person) -> None:
    alice.role = Role.LEAD
    alice.save()
    assert trail_of(alice)[-1].changes == {"role": ["employee", "lead"]}


def test_that_a_password_changed_is_kept_but_not_the_password(alice: Person) -> None:
    alice.set_password("another-long-road-home")
    alice.save()
    kept = trail_of(alice)[-1]
    assert list(kept.changes) == ["password"]
    assert alice.password not in str(kept.changes)
    assert "md5" not in str(kept.changes)


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_can_empty_the_tables(alice: Person) -> None:
    assert LogEntry.objects.exists()


# The page


def test_administrators_read_who_changed_what(client: Client, dora: Person, alice: Person, sign_in: Any) -> None:
    told = {"name": "Alice Moreau", "role": "lead", "team": "", "fact_person_id": "", "is_active": "on"}
    sign_in(client, dora).post(reverse("person", args=[alice.pk]), told)
    page = client.get(reverse("trail"), {"trail.q": "Dora changed"}).content.decode()
    assert "role: Employee; team: Billing" in page
    assert "role: Customer-experience lead; team: –" in page
    assert trail_of(alice)[-1].actor == dora


def test_the_trail_goes_home_as_a_file(client: Client, dora: Person, alice: Person, sign_in: Any) -> None:
    answer = sign_in(client, dora).get(reverse("trail"), {"trail.q": "Alice", "trail.export": "csv"})
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "e-mail: alice@example.com" in lines[1]


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_the_trail_goes_home_as_other_files_too(client: Client, dora: Person, sign_in: Any, kind: str) -> None:
    answer = sign_in(client, dora).get(reverse("trail"), {"trail.export": kind})
    assert b"".join(answer)[:2] == {"xlsx": b"PK", "parquet": b"PA"}[kind]


def test_the_trail_tells_the_visitors_address_and_not_what_they_claim(
    client: Client, alice: Person, sign_in: Any
) -> None:
    told = {"name": "Alice M.", "language": "", "time_zone": ""}
    sign_in(client, alice).post(reverse("account"), told, headers={"X-Forwarded-For": "203.0.113.7"})
    assert trail_of(alice)[-1].remote_addr == "127.0.0.1"


def test_the_token_of_an_invitation_is_nowhere_in_the_trail(client: Client, dora: Person, sign_in: Any) -> None:
    sign_in(client, dora).post(reverse("invitations"), {"name": "Nora", "email": "", "role": "lead", "team": ""})
    made = Invitation.objects.get()
    entry = LogEntry.objects.get_for_object(made).get()
    assert made.token not in f"{entry.changes}{entry.object_repr}{entry.serialized_data}"
    assert entry.changes["token"] == ["", "••••••"]


MADE_BY_THE_PROGRAM = {
    "JobProgress", "JobFailure", "Heartbeat",
    "Turn", "Periodic", "Completion", "Breakdown", "StoredFinding", "StoredAnswer",
    "StoredTable", "StoredDrawing", "StoredReport", "Reading", "Clearing", "Look", "Fetch", "Known",
    "FollowedErasure", "BrowserSession",
    "TrailLink", "Saying", "TrailCheck",
}  # fmt: skip
"""Rows in which nobody decided anything: results, progress, what was seen."""


def test_every_row_people_decide_with_is_audited() -> None:
    ours = {model for model in apps.get_models() if model.__module__.startswith("customerhero.")}
    rows = {model for model in ours if not model._meta.proxy}
    silent = {model.__name__ for model in rows - set(auditlog.get_models())}
    assert silent <= MADE_BY_THE_PROGRAM, "register them in ready(): people.audit.audited(Model)"


def test_what_the_program_did_by_itself_is_told_apart(client: Client, dora: Person, sign_in: Any) -> None:
    page = sign_in(client, dora).get(reverse("trail")).content.decode()
    assert "<td>Customer Hero</td>" in page


def test_a_new_row_is_told_by_what_says_something(client: Client, dora: Person, alice: Person, sign_in: Any) -> None:
    page = sign_in(client, dora).get(reverse("trail"), {"trail.q": "Alice"}).content.decode()
    assert (
        "<td>e-mail: alice@example.com; may sign in: yes; name: Alice Moreau; role: Employee; team: Billing</td>"
        in page
    )

"""The audit trail: written by itself, without secrets, and never rewritten."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry
from django.db import DatabaseError, connection, transaction

from customerhero.web.people.models import Person
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

"""The chain of the audit trail: whoever changes, removes or puts in a line is found out, on both databases."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from customerhero.cli.main import app
from customerhero.web.jobs.trail_check import check_trail
from customerhero.web.people.adopting import adopt
from customerhero.web.people.chain import seal, unsealed
from customerhero.web.people.models import Person, Saying, Team, TrailCheck, TrailLink
from customerhero.web.people.sayings import CUSTOMER, said
from customerhero.web.people.unchangeable import guard, release
from customerhero.web.people.verifying import verified
from tests.web.workplace import Workplace

pytestmark = pytest.mark.django_db

ANOTHER = "SELECT {} FROM auditlog_logentry WHERE id = (SELECT min(id) FROM auditlog_logentry)"
COLUMNS = [column.column for column in LogEntry._meta.concrete_fields if column.column != "id"]


@pytest.fixture
def lines(alice: Person, bob: Person, dora: Person) -> list[int]:
    """Some sealed lines of the trail."""
    seal()
    return list(LogEntry.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def unguarded() -> Iterator[None]:
    """Somebody who may do anything with the database has taken the guards away."""
    release(connection)
    yield
    guard(connection)


def run_sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_chain_that_nobody_touched_holds(lines: list[int]) -> None:
    found = verified()
    assert (found.trouble, found.count, found.waiting) == ("", len(lines), 0)
    assert found.head == TrailLink.objects.last().hash  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("statements", "trouble", "at"),
    [
        (["UPDATE auditlog_logentry SET object_repr = 'nobody' WHERE id = %s"], "changed line", 2),
        (["UPDATE auditlog_logentry SET actor_email = 'x@y.z' WHERE id = %s"], "changed line", 2),
        (["DELETE FROM auditlog_logentry WHERE id = %s"], "missing line", 2),
        (
            ["DELETE FROM auditlog_logentry WHERE id = %s", "DELETE FROM people_traillink WHERE entry = %s"],
            "missing link",
            2,
        ),
        (["UPDATE people_traillink SET content = hash WHERE entry = %s"], "changed link", 2),
        (["UPDATE people_traillink SET number = 99 WHERE entry = %s"], "missing link", 2),
    ],
)
def test_a_line_that_was_changed_or_removed_is_named(
    lines: list[int], unguarded: None, statements: list[str], trouble: str, at: int
) -> None:
    for statement in statements:
        run_sql(statement, lines[1])
    found = verified()
    assert (found.trouble, found.broken_at) == (trouble, at)
    assert str(at) in found.sentence


def test_a_line_put_in_the_middle_is_named_before_and_after_it_is_sealed(lines: list[int]) -> None:
    columns = ", ".join(COLUMNS)
    early = ", ".join("'2020-01-01 00:00:00+00:00'" if name == "timestamp" else name for name in COLUMNS)
    run_sql(f"INSERT INTO auditlog_logentry ({columns}) {ANOTHER.format(early)}")
    assert verified().trouble == "backdated"
    seal()
    assert verified().trouble == "backdated"


def test_the_end_cut_off_is_found_by_whoever_noted_the_head(lines: list[int], unguarded: None) -> None:
    noted = verified().head
    run_sql("DELETE FROM auditlog_logentry WHERE id = %s", lines[-1])
    run_sql("DELETE FROM people_traillink WHERE entry = %s", lines[-1])
    assert verified().trouble == ""
    assert verified(noted).trouble == "unknown head"


def test_a_noted_head_holds_while_the_trail_grows(lines: list[int], alice: Person) -> None:
    noted = verified().head
    alice.name = "Alice M."
    alice.save()
    seal()
    found = verified(noted)
    assert (found.trouble, found.count) == ("", len(lines) + 1)


REPLACING = [
    f"INSERT OR REPLACE INTO auditlog_logentry SELECT id, {', '.join(COLUMNS)} FROM auditlog_logentry",
    f"REPLACE INTO auditlog_logentry SELECT id, {', '.join(COLUMNS)} FROM auditlog_logentry",
    "INSERT OR REPLACE INTO people_traillink SELECT * FROM people_traillink",
    "INSERT OR REPLACE INTO people_traillink "
    "SELECT number + 90, entry, at, content, before, hash FROM people_traillink",
    "INSERT OR REPLACE INTO people_saying SELECT * FROM people_saying",
]
UPSERTING = [
    "INSERT INTO auditlog_logentry SELECT * FROM auditlog_logentry WHERE true "
    "ON CONFLICT (id) DO UPDATE SET object_repr = 'nobody'",
    "INSERT INTO people_traillink SELECT * FROM people_traillink WHERE true "
    "ON CONFLICT (number) DO UPDATE SET hash = 'x'",
    "UPDATE people_traillink SET hash = 'x'",
    "DELETE FROM people_traillink",
    "UPDATE people_saying SET text = 'somebody else'",
]
TRUNCATING = ["TRUNCATE auditlog_logentry CASCADE", "TRUNCATE people_traillink", "TRUNCATE people_saying"]


@pytest.mark.parametrize("statement", [*UPSERTING, *(REPLACING if connection.vendor == "sqlite" else TRUNCATING)])
def test_no_statement_replaces_a_line(lines: list[int], statement: str) -> None:
    said("C1", CUSTOMER)
    before = verified()
    if connection.vendor == "postgresql":
        run_sql("SET CONSTRAINTS ALL IMMEDIATE")  # else it refuses for a reason of its own
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run_sql(statement)
    assert verified() == before


def test_a_lower_number_that_came_later_is_sealed_too(lines: list[int]) -> None:
    """Of two transactions the one that began first may end last."""
    assert not unsealed().exists()
    first, second = (Team.objects.create(name=name) for name in ("First", "Second"))
    early, late = LogEntry.objects.order_by("pk")[len(lines) :]
    assert (early.object_repr, late.object_repr) == (first.name, second.name)
    assert seal() == 2
    assert verified().trouble == ""


@pytest.mark.slow
def test_many_writers_at_once_make_one_chain(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.run("from django.core.management import call_command as c; c('migrate', verbosity=0)")
    write = (
        "from customerhero.web.people.models import Team\nfor n in range(25): Team.objects.create(name=f'{name} {n}')"
    )
    with ThreadPoolExecutor() as writers:
        list(writers.map(lambda number: place.run(f"name = 'Team {number}'\n{write}"), range(4)))
    found = "from customerhero.web.people.verifying import verified as v; f = v(); print(f.trouble, f.count, f.waiting)"
    assert place.run(found).split() == ["100", "0"]


def test_a_trail_from_before_is_adopted_with_tokens_for_words(lines: list[int], unguarded: None) -> None:
    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType

    run_sql("DELETE FROM people_traillink")
    kind = ContentType.objects.get(app_label="customers", model="follow")
    changes = json.dumps({"customer_id": ["None", "C-4711"], "person": ["None", "Alice"]})
    run_sql("UPDATE auditlog_logentry SET content_type_id = %s, changes = %s WHERE id = %s", kind.pk, changes, lines[1])
    adopt(apps, "default")
    assert "C-4711" not in json.dumps(list(LogEntry.objects.values("changes")))
    assert Saying.objects.get(kind=CUSTOMER).text == "C-4711"
    assert (verified().trouble, verified().count) == ("", len(lines))


def test_words_that_were_changed_or_taken_away_are_noticed(alice: Person, unguarded: None) -> None:
    from customerhero.web.customers.following import follow

    follow("C1", alice)
    seal()
    assert verified().trouble == ""
    run_sql("UPDATE people_saying SET text = 'C2'")
    assert verified().trouble == "changed words"
    run_sql("DELETE FROM people_saying")
    assert verified().trouble == "missing words"


# Who hears of it


def test_the_command_says_how_long_the_chain_is_and_its_head(lines: list[int]) -> None:
    answer = CliRunner().invoke(app, ["audit", "verify"])
    assert answer.exit_code == 0
    assert f"{len(lines)} lines. Head: {verified().head}" in answer.output


def test_the_command_names_the_first_place_where_it_breaks(lines: list[int], unguarded: None) -> None:
    run_sql("UPDATE auditlog_logentry SET action = 1 WHERE id = %s", lines[2])
    answer = CliRunner().invoke(app, ["audit", "verify"])
    assert answer.exit_code == 1
    assert "Line 3 says something else than when it was written." in answer.output


def test_a_broken_chain_waits_on_administrators_desks_until_it_is_whole(
    client: Client, lines: list[int], unguarded: None, dora: Person, bob: Person, sign_in: Any
) -> None:
    desk = reverse("desk")
    run_sql("UPDATE auditlog_logentry SET object_repr = 'X' WHERE id = %s", lines[2])
    check_trail.func()
    assert "The audit trail is broken" in sign_in(client, dora).get(desk).content.decode()
    assert "Line 3 says something else" in client.get(reverse("trail")).content.decode()
    assert "The audit trail is broken" not in sign_in(client, bob).get(desk).content.decode()
    TrailCheck.objects.create(count=3)
    assert "The audit trail is broken" not in sign_in(client, dora).get(desk).content.decode()


def test_each_line_goes_to_those_who_collect_them(
    settings: Any, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TRAIL_LOG = True
    logger = logging.getLogger("customerhero.trail")
    logger.addHandler(caplog.handler)
    seal()
    logger.removeHandler(caplog.handler)
    told = [json.loads(record.getMessage()) for record in caplog.records]
    assert [line["object_repr"] for line in told] == ["Billing", "Alice Moreau"]
    assert told[-1]["hash"] == verified().head


def test_a_folder_that_is_no_workplace_is_told_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERO_DATA", str(tmp_path))
    answer = CliRunner().invoke(app, ["audit", "verify"])
    assert "There is no workplace" in str(answer.exception)
    assert not list(tmp_path.iterdir())

"""The incident history of the UCI repository through `servicenow-history`: every published figure of it."""

from __future__ import annotations

from pathlib import Path

import ibis.expr.types as ir
import pytest

from customerhero.facts.collect import collect
from customerhero.facts.mapping import Mapped
from customerhero.facts.snapshot import Facts
from tests.facts.mapping.making import facts_of_mapped, mapped, refused, rows
from tests.realdata import shared_data


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    source = shared_data("uci_incident/incident_event_log.csv.gz")
    return mapped("servicenow-history", source, tmp_path_factory.mktemp("uci"))


@pytest.fixture(scope="module")
def facts(made: Mapped, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder: Path = tmp_path_factory.mktemp("facts")
    return facts_of_mapped([made], folder)


def test_every_row_is_read_and_none_refused(made: Mapped) -> None:
    assert (made.read, made.refused_rows, refused(made)) == (141_712, 0, [])


def test_one_case_per_incident_as_last_known(made: Mapped) -> None:
    told = rows(
        made,
        "cases",
        "count(*), sum(reported_handoffs), round(median(epoch(closed_at) - epoch(opened_at)) / 3600, 2)",
    )
    assert told == [(24_918, 23_414, 145.87)]


def test_stays_at_teams(facts: Facts) -> None:
    assert _measured(facts.team_stays) == {
        "handed_on": 9_575,
        "three_owners": 3_159,
        "ping_pong": 2_216,
        "returned": 2_628,
        "handoffs": 19_087,
        "ping_pongs": 3_675,
    }


def test_stays_at_people(facts: Facts) -> None:
    told = _measured(facts.person_stays)
    assert (told["handed_on"], told["ping_pong"]) == (2_858, 1_203)


def test_the_worst_ping_pongs(facts: Facts) -> None:
    stays = facts.team_stays.filter(facts.team_stays.is_ping_pong)
    back = stays.group_by("holder", "previous").aggregate(times=stays.count())
    worst = sorted(collect(back), key=lambda row: -row["times"])[:2]
    assert [(row["holder"], row["previous"], row["times"]) for row in worst] == [("70", "20", 430), ("70", "39", 275)]


def test_a_missing_mark_is_no_team_person_or_customer(made: Mapped) -> None:
    marks = "'?' IN (coalesce(team_id, ''), coalesce(person_id, ''), coalesce(customer_id, ''))"
    assert rows(made, "events", "count(*)", marks) == [(0,)]
    assert rows(made, "teams", "count(*)", "team_id = '?'") == [(0,)]


@pytest.mark.parametrize(
    ("kind", "cases"), [("broken", 9_115), ("kept", 15_803), ("reopened", 275), ("closed", 24_918)]
)
def test_cases_with_an_event(made: Mapped, kind: str, cases: int) -> None:
    assert rows(made, "events", "count(DISTINCT case_id)", f"kind = '{kind}'") == [(cases,)]


def test_the_promise_is_judged_once_a_case(made: Mapped) -> None:
    assert rows(made, "events", "count(*)", "kind IN ('kept', 'broken')") == [(24_918,)]


@pytest.mark.parametrize(
    ("code", "column", "value", "count"),
    [
        ("unknown_code", "incident_state", "-100", 5),
        ("shared_account", "customer_id", "1904", 438),
        ("missing_mark", "assignment_group", "?", 14_213),
    ],
)
def test_what_is_told_about_the_data(made: Mapped, code: str, column: str, value: str, count: int) -> None:
    told = [(note.code, note.column, note.value, note.count) for note in made.notes]
    assert (code, column, value, count) in told


def _measured(stays: ir.Table) -> dict[str, int]:
    per_case = stays.group_by("case_key").aggregate(
        k=stays.position.max(),
        owners=stays.holder.nunique(),
        back=stays.is_ping_pong.cast("int64").sum(),
        returns=stays.is_return.cast("int64").sum(),
    )
    told = per_case.aggregate(
        handed_on=(per_case.k > 1).sum(),
        three_owners=(per_case.owners >= 3).sum(),
        ping_pong=(per_case.back > 0).sum(),
        returned=(per_case.returns > 0).sum(),
        handoffs=(per_case.k - 1).sum(),
        ping_pongs=per_case.back.sum(),
    )
    return {name: int(value) for name, value in collect(told)[0].items()}

"""What is planted can be measured with plain SQL, and is absent from the company without it."""

from __future__ import annotations

from datetime import UTC, datetime
from math import exp, log

import pytest

from customerhero.facts.checks import Checked, check_tables
from tests.demo.conftest import Shown

PING_PONG = """
    WITH touches AS (
        SELECT case_id, team_id, event_id, lag(team_id) OVER (PARTITION BY case_id ORDER BY event_id) AS previous
        FROM events WHERE case_id IS NOT NULL AND team_id IS NOT NULL
    ), stays AS (
        SELECT case_id, team_id, lag(team_id, 2) OVER (PARTITION BY case_id ORDER BY event_id) AS two_ago
        FROM touches WHERE previous IS NULL OR previous <> team_id
    ), pinged AS (SELECT case_id, bool_or(coalesce(team_id = two_ago, false)) AS pinged FROM stays GROUP BY case_id)
    SELECT topic = 'Boiler repair' AS boiler, avg(pinged::INT) FROM cases JOIN pinged USING (case_id) GROUP BY 1
"""
FIRST_OFFERS = """
    WITH notices AS (
        SELECT customer_id, min(happened_at) AS notice FROM events WHERE kind = 'notice_to_leave' GROUP BY 1
    ),
    offers AS (
        SELECT customer_id, min(happened_at) AS offer FROM events
        WHERE kind IN ('retention_offer', 'remedied', 'apologised') GROUP BY 1
    )
    SELECT count(*), sum((offer > notice)::INT), avg((offer > notice)::INT)
    FROM notices JOIN offers USING (customer_id)
"""
MONTHLY_LOSS = """
    SELECT sum((left_at >= '2026-03-01')::INT) / sum((coalesce(left_at, '2026-11-01') >= '2026-03-01')::INT) / 8
    FROM customers WHERE segment {} AND joined_at < '2026-10-01'
"""
NPS = """
    SELECT strftime(happened_at, '%Y-%m') AS month, count(*),
        100 * avg(CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END)
    FROM feedback WHERE metric = 'nps' AND score IS NOT NULL GROUP BY 1 ORDER BY 1
"""
SOLVED = """
    SELECT topic, priority, list_contains({heroes}, person_id) AS hero, count(*), sum((outcome = 'solved')::INT)
    FROM cases JOIN (
        SELECT case_id, arg_max(person_id, event_id) AS person_id FROM events WHERE kind = 'resolved' GROUP BY 1
    ) AS resolving USING (case_id) JOIN people USING (person_id)
    WHERE outcome IS NOT NULL AND team_id IN ('FRONT_NORTH', 'FRONT_SOUTH', 'BILLING', 'PAYMENTS', 'METERING', 'MOVES')
    GROUP BY ALL
"""
SHARES = """
    SELECT person_id, count(*) / (SELECT count(*) FROM events) AS share, count(DISTINCT hour(happened_at)) AS hours
    FROM events WHERE person_id IS NOT NULL GROUP BY 1 ORDER BY share DESC LIMIT 2
"""


def test_the_rule_drives_a_runaround(planted: Shown, plain: Shown) -> None:
    with_rule, without = dict(planted.rows(PING_PONG)), dict(plain.rows(PING_PONG))
    assert with_rule[True] > 0.35
    assert with_rule[True] > 10 * with_rule[False]
    assert without[True] < 0.04


def test_the_rule_sends_cases_between_two_teams(planted: Shown) -> None:
    truth = planted.truth("rule runaround")
    cases, customers = planted.row(
        "SELECT count(DISTINCT case_id), count(DISTINCT customer_id) FROM events "
        "WHERE kind = 'transferred' AND rule_id = 'R-17' AND team_id = 'PARTS' AND from_team_id = 'FIELD'"
    )
    assert cases == pytest.approx(truth["size"]["cases"], rel=0.02)
    assert customers == pytest.approx(truth["size"]["customers"], rel=0.02)


def test_the_rule_costs_customers_who_say_so(planted: Shown, plain: Shown) -> None:
    reason = planted.truth("rule runaround")["where"]["reason"]
    lost = f"SELECT count(*) FROM customers WHERE left_at IS NOT NULL AND leave_reason = '{reason}'"
    stuck = "SELECT customer_id FROM events WHERE kind = 'transferred' AND rule_id = 'R-17'"
    leave = f"SELECT customer_id IN ({stuck}) AS stuck, avg((left_at IS NOT NULL)::INT) FROM customers GROUP BY 1"
    shares = dict(planted.rows(leave))
    assert planted.one(lost) > 5 * plain.one(lost)
    assert shares[True] > 1.3 * shares[False]


def test_offers_come_too_late(planted: Shown, plain: Shown) -> None:
    n, late, share = planted.row(FIRST_OFFERS)
    assert n > 300
    assert late > 200
    assert share > 0.6
    assert plain.row(FIRST_OFFERS)[2] < 0.1


def test_one_segment_fades_from_a_month_on(planted: Shown, plain: Shown) -> None:
    theirs, others = (planted.one(MONTHLY_LOSS.format(which)) for which in ("= 'Landlords'", "<> 'Landlords'"))
    assert theirs > 2.5 * others
    assert plain.one(MONTHLY_LOSS.format("= 'Landlords'")) < 1.6 * plain.one(MONTHLY_LOSS.format("<> 'Landlords'"))


def test_the_fading_segment_has_one_reason(planted: Shown, plain: Shown) -> None:
    truth = planted.truth("fading segment")
    share = f"""
        SELECT avg((leave_reason = '{truth["where"]["reason"]}')::INT) FROM customers
        WHERE segment = 'Landlords' AND left_at >= '{truth["where"]["since"]}-01' AND leave_reason IS NOT NULL
    """
    assert planted.one(share) > 0.6
    assert plain.one(share) < 0.2


def test_nps_falls_in_the_last_month(planted: Shown) -> None:
    size = planted.truth("nps fall")["size"]
    (_, n_before, before), (month, n, last) = planted.rows(NPS)[-2:]
    assert (month, n, round(last, 1)) == ("2026-10", size["n"], size["nps"])
    assert (n_before, round(before, 1)) == (size["n_before"], size["nps_before"])
    assert before - last > 1.96 * 100 * (0.65 / n_before + 0.85 / n) ** 0.5  # variances of one answer, at most


def test_nps_holds_where_nothing_is_planted(plain: Shown) -> None:
    months = plain.rows(NPS)
    last, before = months[-1], months[-2]
    assert abs(last[2] - before[2]) < 1.96 * 100 * (0.6 / last[1] + 0.6 / before[1]) ** 0.5


def test_heroes_do_better_on_harder_work(planted: Shown) -> None:
    truth = planted.truth("six heroes")
    cells = planted.rows(SOLVED.format(heroes=truth["where"]["people"]))
    assert len(truth["where"]["people"]) == 6
    assert raw_share(cells, hero=True) < raw_share(cells, hero=False) + 0.02
    assert log(odds_ratio(cells)) == pytest.approx(truth["size"]["logit"], abs=0.25)


def test_the_same_people_are_ordinary_where_nothing_is_planted(planted: Shown, plain: Shown) -> None:
    cells = plain.rows(SOLVED.format(heroes=planted.truth("six heroes")["where"]["people"]))
    assert exp(-0.3) < odds_ratio(cells) < exp(0.3)


def test_one_account_is_a_machine_nobody_marked(planted: Shown, plain: Shown) -> None:
    truth = planted.truth("machine account")
    (machine, share, hours), (_, next_share, next_hours) = planted.rows(SHARES)
    assert (machine, round(share, 4)) == (truth["where"]["person"], truth["size"]["share_of_events"])
    assert share > 0.2
    assert share > 5 * next_share
    assert (hours, next_hours) == (24, 10)
    assert planted.one(f"SELECT is_system FROM people WHERE person_id = '{machine}'") is False
    assert plain.rows(SHARES)[0][1] < 0.05


def test_the_checks_of_an_import_suspect_the_machine_and_nothing_else(planted: Shown, plain: Shown) -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    checked = [Checked(company.connection, company.generated.files) for company in (planted, plain)]
    noted = [[f"checks/{note.code}/{note.value}" for note in check_tables(one, now)] for one in checked]
    assert noted == [planted.truth("machine account")["keys"], []]


def test_every_truth_says_where_how_much_and_how_to_find_it(planted: Shown, plain: Shown) -> None:
    assert [truth["name"] for truth in planted.told["truths"]] == [
        "rule runaround",
        "late offers",
        "fading segment",
        "nps fall",
        "six heroes",
        "machine account",
    ]
    for truth in planted.told["truths"]:
        assert truth["what"] and truth["where"] and truth["size"]
        assert all(key.count("/") == 2 for key in truth["keys"])
        assert 1 <= truth["needed"] <= len(truth["keys"])
    assert plain.told["truths"] == []


def raw_share(cells: list[tuple], hero: bool) -> float:
    mine = [(n, solved) for _, _, is_hero, n, solved in cells if is_hero == hero]
    return sum(solved for _, solved in mine) / sum(n for n, _ in mine)


def odds_ratio(cells: list[tuple]) -> float:
    """Mantel and Haenszel's odds ratio of solving, over strata of topic and priority."""
    table = {(topic, priority, hero): (n, solved) for topic, priority, hero, n, solved in cells}
    above = below = 0.0
    for topic, priority in {key[:2] for key in table}:
        n1, s1 = table.get((topic, priority, True), (0, 0))
        n0, s0 = table.get((topic, priority, False), (0, 0))
        above += s1 * (n0 - s0) / max(n1 + n0, 1)
        below += s0 * (n1 - s1) / max(n1 + n0, 1)
    return above / below

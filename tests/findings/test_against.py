"""What a route or a rule alarms against: its own past and its topic, never a bar."""

from __future__ import annotations

import numpy as np

from customerhero.findings.adjustment import Cell, compare
from customerhero.findings.against import Against, against_group, against_past, foremost
from customerhero.findings.standing_out import borne_out

NOW = 2026 * 12


def past(shares: list[float], now: float, n: int = 200) -> Against:
    months = {NOW - 1 - ago: {"bill": (round(n * share), n)} for ago, share in enumerate(shares)}
    found = against_past(months | {NOW: {"bill": (round(n * now), n)}}, NOW)
    assert found is not None
    return found


def test_what_was_always_so_is_no_alarm_however_often_it_is() -> None:
    assert past([0.3] * 12, 0.3).chance == 1.0


def test_what_rose_alarms_and_says_from_where() -> None:
    found = past([0.02] * 12, 0.15)
    assert found.chance < 1e-8
    told = found.told()
    assert (told["past_hits"], told["past_n"], told["past_other_rate"], told["months_before"]) == (30, 200, 2.0, 12)
    assert told["low"] > 8


def test_a_share_that_always_moves_alarms_less() -> None:
    steady, moving = past([0.05] * 12, 0.12), past([0.01, 0.09] * 6, 0.12)
    assert moving.chance > 100 * steady.chance


def test_a_past_of_two_months_says_nothing() -> None:
    months = {NOW - 2: {"bill": (2, 200)}, NOW - 1: {"bill": (2, 200)}, NOW: {"bill": (40, 200)}}
    assert against_past(months, NOW) is None


def test_a_harder_mix_of_topics_is_no_rise() -> None:
    """A tenth of the hard ones and none of the easy ones, always; this month most are hard."""
    months = {NOW - ago: {"hard": (10, 100), "easy": (0, 900)} for ago in range(1, 13)}
    months[NOW] = {"hard": (90, 900), "easy": (0, 100)}
    found = against_past(months, NOW)
    assert found is not None and found.chance > 0.05


def test_a_route_stands_only_where_its_topic_does() -> None:
    """All friction of the topic takes its own teams' route: nobody else's does, and the topic is no worse for it."""
    ordinary, _ = compare([Cell("repair", "", 100, 11), Cell("rest", "", 450, 50)])
    worse, _ = compare([Cell("repair", "", 100, 30), Cell("rest", "", 450, 50)])
    assert against_group(ordinary, (11, 100), (0, 450)).chance == 1.0
    assert against_group(worse, (20, 100), (0, 450)).chance == worse.chance < 1e-4
    assert against_group(worse, (6, 100), (0, 450)).chance == 1.0


def test_of_several_comparisons_the_least_chance_counts_as_often_as_they_were_made() -> None:
    two = [Against("past", (1, 10), (0, 10), 0.02), Against("group", (1, 10), (0, 10), 0.5)]
    assert foremost(two) == (two[0], 0.04)
    assert foremost([]) == (None, 1.0)


def test_a_standing_trouble_is_borne_out_by_the_months_before() -> None:
    """A month of 26 of 100 against 11 of 100 is hardly sure, three of them are; a calm month is not made worse."""
    month = [Cell("repair", "", 100, 26), Cell("rest", "", 450, 50)]
    three = [Cell(one.group, f"{ago}", one.n, one.events) for one in month for ago in range(3)]
    calm = [Cell("repair", "", 100, 12), Cell("rest", "", 450, 50)]
    alone, together = compare(month)[0], borne_out(compare(month), compare(three))[0]
    assert 1e-6 < alone.chance < 1e-3 and together.chance < 1e-8
    assert borne_out(compare(calm), compare(three))[0].chance > 0.5


def test_looking_twice_is_paid_for() -> None:
    """Where nothing is the matter, the chance of a month and of three is below a twentieth in at most a twentieth."""
    draw = np.random.default_rng(7)
    below = 0
    for _ in range(400):
        cells = [
            Cell(name, f"{ago}", n, int(draw.binomial(n, 0.11)))
            for ago in range(3)
            for name, n in (("a", 100), ("b", 450))
        ]
        found = borne_out(compare(cells[-2:]), compare(cells))
        below += found[0].chance < 0.05
    assert below <= 28

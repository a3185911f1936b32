"""One budget of errors over everything an agenda looks at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from customerhero.findings import Look
from customerhero.findings.budget import beyond_chance
from customerhero.findings.comparing import holm

FALSE_ALARMS = 0.125
CHANCES = st.lists(st.sampled_from([place / 1024 for place in range(1025)]), min_size=1, max_size=30)


def looks_of(insight: str, chances: list[float], weight: float = 1.0) -> list[Look]:
    return [Look(f"{insight}/topic/{place:02}", "hurt", chance, weight) for place, chance in enumerate(chances)]


@given(CHANCES)
def test_within_one_insight_it_is_holms_method(chances: list[float]) -> None:
    looks = looks_of("voice", chances)
    expected = {look.key for look, adjusted in zip(looks, holm(chances), strict=True) if adjusted <= FALSE_ALARMS}
    assert beyond_chance(looks, FALSE_ALARMS) == expected


def test_many_looks_of_one_insight_take_nothing_from_another() -> None:
    one = looks_of("losses", [0.04])
    assert beyond_chance([*one, *looks_of("voice", [0.5] * 200)], 0.1) == {one[0].key}


def test_a_weight_is_a_share_of_the_budget() -> None:
    looks = [Look("voice/organisation/NPS", "change", 0.02, 9.0), Look("voice/group/North", "change", 0.03, 1.0)]
    assert beyond_chance(looks, 0.025) == {"voice/organisation/NPS"}


@given(CHANCES, CHANCES)
def test_a_look_that_is_surer_never_falls_out(one: list[float], other: list[float]) -> None:
    looks = [*looks_of("losses", one), *looks_of("voice", other)]
    surer = [Look(look.key, look.asks, look.chance / 2, look.weight) for look in looks]
    assert beyond_chance(looks, 0.1) <= beyond_chance(surer, 0.1)


def test_nothing_looked_at_nothing_stands() -> None:
    assert beyond_chance([], 0.1) == frozenset()


def test_an_insight_may_have_a_larger_part() -> None:
    looks = [*looks_of("voice", [0.03]), *looks_of("losses", [0.9])]
    assert beyond_chance(looks, 0.05) == frozenset()
    assert beyond_chance(looks, 0.05, {"voice": 3.0}) == {"voice/topic/00"}

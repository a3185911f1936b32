"""What leaving is compared with: segments beside all others, reasons among leavers, a month beside those before."""

# ruff: noqa: DTZ001  # facts are naive UTC

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from customerhero.agenda import AgendaOptions, agenda
from customerhero.facts.collect import collect_all
from customerhero.facts.gathering import facts_of
from customerhero.facts.snapshot import Facts
from customerhero.findings import Answer, Finding
from customerhero.findings.months import OVER_MONTHS
from customerhero.insight import losses
from customerhero.insight.losses.reasons import is_told
from customerhero.wording import headline, sentence

JOINED, LAST = datetime(2024, 1, 1), datetime(2026, 9, 30, 12)
Leavers = Iterable[tuple[int, str | None, int]]
"""The month of 2026 they left in, why, and how many."""


def company(**segments: tuple[int, Leavers]) -> Facts:
    """By segment how many customers it has, and who of them left."""
    rows: list[dict[str, Any]] = []
    ids = count()
    for segment, (customers, leavers) in segments.items():
        left = [(month, why) for month, why, number in leavers for _ in range(number)]
        for month, why in [*left, *[(0, None)] * (customers - len(left))]:
            gone = {"left_at": datetime(2026, month, 15), "leave_reason": why} if month else {}
            rows.append({"customer_id": f"C{next(ids)}", "segment": segment, "joined_at": JOINED, **gone})
    rows.append({"customer_id": "newest", "segment": "last", "joined_at": LAST})
    return facts_of({"customers": rows})


def asked(facts: Facts, **chosen: Any) -> Answer:
    options = losses.Options(**({"month": "2026-09"} | chosen))
    return losses.judge(collect_all(losses.ask(facts, options)), options)


def found(answer: Answer) -> dict[str, Finding]:
    return {finding.key: finding for finding in answer.findings}


def hurting(answer: Answer) -> set[str]:
    return {key for key, finding in found(answer).items() if finding.tone == "hurt" and "organisation" not in key}


def months(first: int, last: int, number: int, why: str | None = "price > rise") -> Leavers:
    return [(month, why, number) for month in range(first, last + 1)]


def test_a_reason_given_by_fewer_of_those_who_left_is_no_finding() -> None:
    """Many more leave trade, and 10 of 100 of them for moving; of the others who left 13 of 100 do."""
    trade = [(9, "moved > abroad", 10), (9, "price > rise", 60), (9, "service > slow", 30)]
    others = [(9, "moved > abroad", 8), (9, "price > rise", 36), (9, "service > slow", 17)]
    answer = asked(company(trade=(1000, trade), homes=(5000, others)))
    assert hurting(answer) == {"losses/segment/trade"}
    assert "leading_reason" not in found(answer)["losses/segment/trade"].facts
    assert [key for key in found(answer) if "/reason/" in key and found(answer)[key].tone == "hurt"] == []


def test_a_segment_that_leaves_more_and_for_its_own_reason_is_one_finding() -> None:
    trade = [(9, "price > rise", 60), (9, "moved > abroad", 20)]
    others = [(9, "price > rise", 20), (9, "moved > abroad", 60)]
    answer = asked(company(trade=(1000, trade), homes=(4000, others)))
    assert hurting(answer) == {"losses/segment/trade"}
    told = sentence(found(answer)["losses/segment/trade"])
    assert "80 of 1,000 left, of all others 80 of 4,001" in told
    assert "60 of 80 named price › rise, among all others 20 of 80" in told


def test_a_segment_that_leaves_no_more_but_for_another_reason_says_so() -> None:
    trade = [(9, "price > rise", 45), (9, "moved > abroad", 5)]
    others = [(9, "price > rise", 50), (9, "moved > abroad", 150)]
    answer = asked(company(trade=(1000, trade), homes=(4000, others)))
    assert hurting(answer) == set()
    trade_told = found(answer)["losses/segment/trade"]
    assert headline(trade_told) == "In trade, those who leave name one reason more than others do: price › rise"
    assert "45 of 50 named price › rise, among all others 50 of 200" in sentence(trade_told)


def test_several_months_together_find_what_one_month_of_a_small_segment_cannot() -> None:
    facts = company(trade=(200, months(4, 9, 5, None)), homes=(1300, months(4, 9, 13, None)))
    assert hurting(asked(facts, months_together=1)) == set()
    answer = asked(facts)
    assert hurting(answer) == {"losses/segment/trade"}
    trade = found(answer)["losses/segment/trade"]
    assert (trade.customers, trade.facts[OVER_MONTHS], trade.measure.unit) == (30, 6, "per 100 customers a month")
    assert "In 6 months 30 customers left: 2.7 of 100 a month, of all others 1.0 of 100." in sentence(trade)


@pytest.mark.parametrize("why", ["unknown", "not given", None, "Unknown > unknown", "keine Angabe"])
def test_no_reason_is_a_gap_and_no_finding(why: str | None) -> None:
    answer = asked(company(trade=(500, [(9, why, 30), (8, "price > rise", 9)]), homes=(500, [(9, "price > rise", 8)])))
    assert not [key for key in found(answer) if why and why in key]
    assert "For 30 of the 38 no reason is recorded" in sentence(found(answer)["losses/organisation/all"])


def test_words_for_a_gap_are_no_reason_and_others_are() -> None:
    assert not any(map(is_told, ("unknown", "Unknown.", "not recorded", "n/a", "k. A.", "unbekannt > unbekannt")))
    assert all(map(is_told, ("price", "other", "unknown > price", "moved > unknown address")))


def test_more_leaving_than_in_the_months_before_is_one_finding_and_the_tile_says_the_same() -> None:
    """Forty of two thousand leave each month, then a hundred: never a page that says nothing moved."""
    facts = company(homes=(2300, [*months(4, 8, 40, None), (9, None, 100)]))
    everybody = found(asked(facts))["losses/organisation/all"]
    assert everybody.change is not None and everybody.change.verdict == "worse"
    page = agenda(facts, AgendaOptions(month="2026-09"))
    assert "losses/organisation/all" in {finding.key for finding in page.changed}
    (tile,) = [number for number in page.numbers if number.insight == "losses"]
    assert tile.change == next(one for one in page.changed if one.key == "losses/organisation/all").change
    (look,) = [look for look in page.answers["losses"].looks if look.asks == "change"]
    assert (look.key, look.chance < 1e-6) == ("losses/organisation/all", True)


def test_a_reason_that_rose_is_told_with_what_it_was_before() -> None:
    facts = company(homes=(1500, [*months(4, 8, 2), *months(4, 9, 8, "moved > abroad"), (9, "price > rise", 22)]))
    answer = asked(facts)
    assert hurting(answer) == {"losses/reason/price > rise"}
    told = sentence(found(answer)["losses/reason/price > rise"])
    assert told.startswith(
        "22 of 30 who left said so. That is 1.5 of 100 customers, against 0.1 of 100 a month in the 5 months before."
    )


def test_what_is_looked_at_is_chosen_by_what_could_be_seen_and_not_by_what_was() -> None:
    """A cause that nobody gives now and a segment that nobody left are looks too."""
    facts = company(trade=(300, [(7, "service > slow", 3)]), homes=(900, [*months(4, 9, 3), (5, "service > slow", 4)]),
                    farms=(200, []))  # fmt: skip
    looks = {look.key for look in asked(facts).looks if look.asks == "hurt"}
    assert {"losses/reason/price > rise", "losses/reason/service > slow"} <= looks
    assert {f"losses/segment/{name}" for name in ("trade", "homes", "farms")} <= looks


def test_months_before_anybody_is_known_to_have_left_are_no_months_of_comparison() -> None:
    answer = asked(company(homes=(500, [(8, None, 10), (9, None, 10)])))
    change = found(answer)["losses/organisation/all"].change
    assert change is not None
    assert (change.months, change.base) == (1, "2026-08")


def test_customers_who_join_and_leave_in_the_month_are_among_those_of_the_month() -> None:
    """Six stay, nine join and leave in February, nine in March: nine of fifteen, and no agenda ends in an error."""
    rows = [{"customer_id": f"S{n}", "joined_at": datetime(2023, 5, 1)} for n in range(6)]
    for month in (2, 3):
        rows += [{"customer_id": f"L{month}{n}", "joined_at": datetime(2024, month, 2),
                  "left_at": datetime(2024, month, 20)} for n in range(9)]  # fmt: skip
    rows.append({"customer_id": "N", "joined_at": datetime(2024, 4, 2)})
    page = agenda(facts_of({"customers": rows}), AgendaOptions(month="2024-03"))
    (tile,) = [number for number in page.numbers if number.insight == "losses"]
    assert (tile.measure.value, tile.measure.n) == (60.0, 15)

"""All insights obey the same laws: order, input, duplicates, emptiness, one row, unknown ids, ties, small groups."""

from __future__ import annotations

from copy import deepcopy
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customerhero.errors import FactsError, QuestionError
from customerhero.facts.gathering import facts_of
from customerhero.findings import Answer
from tests.insight.laws import (
    World,
    crowd,
    empty_world,
    found_insights,
    groupings,
    plain,
    shuffled,
    told,
    told_of_few,
    worlds,
)
from tests.insight.stories import answer

INSIGHTS = found_insights()
every_insight = pytest.mark.parametrize("insight", INSIGHTS, ids=lambda module: module.NAME)
few = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


@every_insight
@few
@given(world=worlds(), data=st.data())
def test_the_order_of_rows_does_not_matter_nor_change_them(
    insight: ModuleType, world: World, data: st.DataObject
) -> None:
    """Times tie often in these worlds: the source's order settles them, wherever a row stands in the file."""
    before = deepcopy(world)
    order = {name: data.draw(st.permutations(range(len(rows)))) for name, rows in world.items()}
    assert plain(told(insight, world)) == plain(told(insight, shuffled(world, order)))
    assert world == before


@every_insight
@few
@given(world=worlds())
def test_unknown_ids_and_few_customers_answer_without_naming_a_group(insight: ModuleType, world: World) -> None:
    found = told(insight, world)
    assert isinstance(found, Answer)
    assert all(finding.customers >= 5 for finding in found.findings)
    assert not told_of_few(found, 5)


@every_insight
def test_no_table_tells_of_a_few_customers_however_it_is_asked(insight: ModuleType) -> None:
    """By every grouping, of groups of three, four, twelve and forty-one customers."""
    facts, asked = facts_of(crowd()), 0
    for by in groupings(insight):
        try:
            found = answer(insight, facts, insight.Options(by=by))
        except QuestionError:
            continue
        asked += 1
        assert not told_of_few(found, 5), by
        assert all(finding.customers >= 5 for finding in found.findings), by
    assert asked


@every_insight
def test_with_a_smallest_group_of_one_the_few_are_told(insight: ModuleType) -> None:
    """So that the law above cannot hold because nothing is told at all.

    Voice counts answers, not customers; bright spots tell nothing of anybody who is not named.
    """
    by = "segment" if "segment" in groupings(insight) or insight.NAME in ("voice", "retention") else None
    found = answer(insight, facts_of(crowd()), insight.Options(by=by, smallest_group=1))
    assert told_of_few(found, 5) or insight.NAME in ("voice", "bright_spots")


@every_insight
def test_a_row_given_twice_is_refused(insight: ModuleType) -> None:
    world = empty_world(insight)
    doubled = {name: rows * 2 for name, rows in world.items()}
    with pytest.raises(FactsError, match="given twice"):
        told(insight, doubled)


@every_insight
def test_one_row_that_says_nothing_answers(insight: ModuleType) -> None:
    found = told(insight, empty_world(insight))
    assert found.insight == insight.NAME
    assert not found.findings


@every_insight
def test_missing_tables_are_named_with_the_remedy(insight: ModuleType) -> None:
    with pytest.raises(FactsError, match=f"No {insight.NEEDS[0]} have been imported") as refused:
        told(insight, {})
    assert "hero import" in str(refused.value)


@every_insight
def test_a_month_before_all_facts_answers(insight: ModuleType) -> None:
    facts = facts_of(empty_world(insight))
    options = insight.Options(month="1999-12")
    rows = {name: table.to_pyarrow().to_pylist() for name, table in insight.ask(facts, options).items()}
    assert not insight.judge(rows, options).findings

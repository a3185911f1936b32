"""Runs: what they keep is what was computed, twice is once, and a failed one takes nothing away."""

from __future__ import annotations

from typing import Any

import pytest

from customerhero.agenda import as_dict
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import agenda_of, answer_of
from tests.web.filling import Filled, fill

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return fill(tmp_path_factory.mktemp("filled"))


@pytest.fixture
def run(company: Filled, settings: Any) -> Run:
    settings.LAKE = company.lake
    return company.store()


def test_what_is_stored_is_what_was_computed(company: Filled, run: Run) -> None:
    assert as_dict(agenda_of(run)) == as_dict(company.computed.agenda)


def test_every_answer_is_stored_with_its_tables(company: Filled, run: Run) -> None:
    for name, answer in company.computed.agenda.answers.items():
        kept = answer_of(run, name)
        assert kept is not None
        assert kept.numbers.keys() == answer.numbers.keys()
        for table in answer.tables:
            assert len(kept.table(table).rows) == len(answer.tables[table].rows)

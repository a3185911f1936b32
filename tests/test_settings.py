"""Options of a question as the command line brings them: text."""

from __future__ import annotations

import pytest

from customerhero.agenda import AgendaOptions, agenda, option_values, options_from, question_named
from customerhero.errors import QuestionError
from customerhero.facts.gathering import facts_of


def test_several_numbers_are_numbers() -> None:
    assert options_from(question_named("promises"), {"bins": "0, 1,3"}).bins == (0, 1, 3)


def test_several_texts_and_pairs_stay_texts() -> None:
    assert options_from(question_named("runaround"), {"legitimate": "A>B,1>2"}).legitimate == (("A", "B"), ("1", "2"))


def test_a_text_among_several_numbers_is_refused() -> None:
    with pytest.raises(QuestionError, match="bins='0,many'"):
        options_from(question_named("promises"), {"bins": "0,many"})


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("by", "colour", "It is one of segment, topic, team."),
        ("handoffs", "two", "It is a whole number, 0 or more."),
        ("handoffs", "-3", "It is a whole number, 0 or more."),
        ("proposal_share", "nan", "It is a number, 0 or more."),
    ],
)
def test_what_an_option_takes_is_told_in_words(setting: str, value: str, told: str) -> None:
    with pytest.raises(QuestionError) as refused:
        options_from(question_named("runaround"), {setting: value})
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "told"),
    [({"runaroud": {}}, "Did you mean runaround?"), ({"runaround": {"legitimat": ()}}, "Did you mean legitimate?")],
)
def test_an_agenda_refuses_settings_of_what_there_is_not(settings: dict[str, dict[str, object]], told: str) -> None:
    with pytest.raises(QuestionError) as refused:
        agenda(facts_of({}), AgendaOptions(settings=settings))
    assert told in str(refused.value)


def test_values_that_were_given_are_told_beside_the_defaults() -> None:
    told = dict(option_values(question_named("runaround"), {"legitimate": (("A", "B"),), "handoffs": 4}))
    assert (told["legitimate"], told["handoffs"], told["returns"]) == ("A>B", "4", "1")

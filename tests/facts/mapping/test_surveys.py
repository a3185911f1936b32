"""Answers to surveys: questions for headers, labels for numbers, codes for no answer, and what has to be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.facts.mapping import Proposal, propose
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped, mapped_text, rows, staged

NPS = "How likely are you to recommend us to a friend?"
ZERO_TO_TEN = [str(number % 11) for number in range(44)]
ONE_TO_FIVE = [str(number % 5 + 1) for number in range(40)]
ONE_TO_TEN = [str(number % 10 + 1) for number in range(40)]
LABELS = ["0 - Not at all likely", *map(str, range(1, 10)), "10 - Extremely likely"]
SATISFIED = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]
ZUFRIEDEN = ["Sehr unzufrieden", "Unzufrieden", "Teils, teils", "Zufrieden", "Sehr zufrieden"]


def proposed(folder: Path, header: str, scores: list[str], answers: dict[str, str] | None = None) -> Proposal:
    source = survey(folder, [header], [[score] for score in scores])
    return propose(staged(source, folder), source.name, answers or {})


def survey(folder: Path, headers: list[str], scores: list[list[str]]) -> Path:
    quoted = ",".join(f'"{header}"' for header in headers)
    lines = [f"Response ID,Customer ID,Answered at,{quoted}"]
    for place, row in enumerate(scores):
        told = ",".join(f'"{score}"' for score in row)
        lines.append(f"R{place},C{place},2026-0{place % 6 + 1}-11 10:00:00,{told}")
    source = folder / "survey.csv"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return source


def made_of(folder: Path, proposal: Proposal) -> list[tuple[object, ...]]:
    made = mapped(parse_mapping(proposal.text, "proposed"), folder / "survey.csv", folder)
    return rows(made, "feedback", "metric, scale_max, score")


@pytest.mark.parametrize(
    ("header", "scores", "expected"),
    [
        (NPS, ZERO_TO_TEN, ("nps", 10, sum(range(11)) * 4)),
        ("Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?", ZERO_TO_TEN, ("nps", 10, 220)),
        ("Würden Sie uns Freunden empfehlen?", ZERO_TO_TEN, ("nps", 10, 220)),
        (NPS, LABELS * 2, ("nps", 10, 110)),
        ("How satisfied are you with our service?", ONE_TO_FIVE, ("csat", 5, 120)),
        ("Wie zufrieden sind Sie mit der Bearbeitung?", ONE_TO_FIVE, ("csat", 5, 120)),
        ("How satisfied are you?", SATISFIED * 4, ("csat", 5, 60)),
        ("Satisfaction", SATISFIED * 4, ("csat", 5, 60)),
        ("Zufriedenheit", ZUFRIEDEN * 4, ("csat", 5, 60)),
        ("Rating", ["5 stars", "1 star", "4 stars", "3 Stars"] * 5, ("csat", 5, 65)),
        ("Rating", ["★★★★★", "★", "★★★★☆"] * 5, ("csat", 5, 50)),
        ("Rating", ["4/5", "5/5", "1 out of 5"] * 5, ("csat", 5, 50)),
        ("Score", ["1 (very bad)", "5 (very good)", "3"] * 5, ("csat", 5, 45)),
        ("The company made it easy to solve my problem", [str(n % 7 + 1) for n in range(35)], ("ces", 7, 140)),
        ("Wie einfach war es, Hilfe zu bekommen?", [str(n % 7 + 1) for n in range(35)], ("ces", 7, 140)),
        ("CSAT (1-10)", ONE_TO_TEN, ("csat", 10, 220)),
        ("Satisfaction (0-10)", ZERO_TO_TEN, ("csat", 10, 224)),
    ],
)
def test_a_question_and_its_labels_are_read(
    tmp_path: Path, header: str, scores: list[str], expected: tuple[str, int, int]
) -> None:
    proposal = proposed(tmp_path, header, scores)
    assert proposal.questions == ()
    made = made_of(tmp_path, proposal)
    assert {row[:2] for row in made} == {expected[:2]}
    assert sum(int(str(row[2])) for row in made) == expected[2]
    assert any(taken.key == f"metric:{header}" for taken in proposal.assumptions)


@pytest.mark.parametrize(
    ("header", "scores", "codes"),
    [
        ("NPS", [*ZERO_TO_TEN, "99", "99"], {"99"}),
        ("NPS", [*ZERO_TO_TEN, "98", "99", "-1"], {"98", "99", "-1"}),
        ("NPS", [*ZERO_TO_TEN, "11"], {"11"}),
        ("CSAT", [*ONE_TO_FIVE, "99"], {"99"}),
        ("CSAT", [*ONE_TO_FIVE, "Don't know", "N/A"], {"Don't know"}),
        ("Zufriedenheit", [*ZUFRIEDEN * 4, "Weiß nicht"], {"Weiß nicht"}),
    ],
)
def test_what_is_no_answer_is_never_a_score_and_is_told(
    tmp_path: Path, header: str, scores: list[str], codes: set[str]
) -> None:
    proposal = proposed(tmp_path, header, scores)
    assert proposal.questions == ()
    told = " ".join(taken.taken for taken in proposal.assumptions)
    assert all(code in told for code in codes)
    given = [row[2] for row in made_of(tmp_path, proposal) if row[2] is not None]
    silent = [score for score in scores if score in codes or score == "N/A"]
    assert len(given) == len(scores) - len(silent)
    assert max(int(str(score)) for score in given) <= 10


@pytest.mark.parametrize(
    ("header", "scores", "key", "answer", "expected"),
    [
        ("Score", ZERO_TO_TEN, "metric:Score", "nps", ("nps", 10, 220)),
        ("Score", ZERO_TO_TEN, "metric:Score", "csat", ("csat", 10, 224)),
        ("Rating", ONE_TO_TEN, "metric:Rating", "csat", ("csat", 10, 220)),
        ("Rating", [str(n % 7 + 1) for n in range(35)], "metric:Rating", "ces", ("ces", 7, 140)),
        ("NPS", ONE_TO_FIVE, "scale:NPS", "10", ("nps", 10, 120)),
        ("Satisfaction (0-10)", ONE_TO_FIVE, "scale:Satisfaction (0-10)", "5", ("csat", 5, 120)),
        ("CES", ONE_TO_FIVE, "scale:CES", "5", ("ces", 5, 120)),
        ("CSAT", [*ONE_TO_FIVE, "0", "0"], "score:CSAT", "none", ("csat", 5, 120)),
        ("CSAT", [*ONE_TO_FIVE, "0", "0"], "score:CSAT", "answer", ("csat", 5, 122)),
        ("CSAT", [*ONE_TO_FIVE, "9"], "score:CSAT", "none", ("csat", 5, 120)),
        ("CSAT", ["1 - very satisfied", "2", "3", "4", "5 - very dissatisfied"] * 5, "score:CSAT", "turned", None),
        ("Zufriedenheit (Schulnote)", ONE_TO_FIVE, "score:Zufriedenheit (Schulnote)", "turned", ("csat", 5, 120)),
    ],
)
def test_what_the_values_leave_open_is_asked(
    tmp_path: Path, header: str, scores: list[str], key: str, answer: str, expected: tuple[str, int, int] | None
) -> None:
    asked = proposed(tmp_path, header, scores)
    assert [question.key for question in asked.questions] == [key]
    assert asked.questions[0].evidence
    assert answer in [choice.value for choice in asked.questions[0].choices]
    assert "???" in asked.text
    answered = proposed(tmp_path, header, scores, {key: answer})
    assert answered.questions == ()
    made = made_of(tmp_path, answered)
    given = [int(str(row[2])) for row in made if row[2] is not None]
    if expected:
        assert ({row[:2] for row in made}, sum(given)) == ({expected[:2]}, expected[2])
    else:
        assert sorted(given) == sorted(6 - int(score[0]) for score in scores)


@pytest.mark.parametrize(
    ("header", "scores", "told"),
    [
        ("NPS group", ["Detractor", "Passive", "Promoter"] * 5, "groups are no answers"),
        ("NPS", [str(number % 11 + 1) for number in range(33)], "they reach 11"),
        ("CSAT", ["80", "100", "20", "55", "63"] * 5, "they reach 100"),
        ("CSAT", ["80%", "100%", "20%"] * 5, "they reach 100"),
    ],
)
def test_what_is_on_no_scale_is_not_used_and_told(tmp_path: Path, header: str, scores: list[str], told: str) -> None:
    proposal = proposed(tmp_path, header, scores)
    assert "feedback" not in proposal.tables
    assert told in " ".join(f"{taken.taken} {taken.evidence}" for taken in proposal.assumptions)


def test_each_question_of_a_survey_is_an_answer_of_its_own(tmp_path: Path) -> None:
    questions = [NPS, "How satisfied are you with the answer?", "Comment"]
    source = survey(tmp_path, questions, [["9", "4", "good"], ["3", "", "bad"], ["10", "5", ""]])
    proposal = propose(staged(source, tmp_path), source.name)
    made = mapped(parse_mapping(proposal.text, "proposed"), source, tmp_path)
    assert set(rows(made, "feedback", "metric, score, customer_id, comment")) == {
        ("csat", 4, "C0", None),
        ("csat", 5, "C2", None),
        ("nps", 3, "C1", "bad"),
        ("nps", 9, "C0", "good"),
        ("nps", 10, "C2", None),
    }


@pytest.mark.parametrize(("answer", "expected"), [("none", [3, 4]), ("csat", [1, 2, 3, 4])])
def test_two_questions_of_one_measure_are_counted_together_only_if_somebody_says_so(
    tmp_path: Path, answer: str, expected: list[int]
) -> None:
    second = "How satisfied are you with the speed?"
    source = survey(tmp_path, ["How satisfied are you with the answer?", second], [["3", "1"], ["4", "2"]])
    key = f"metric:{second}"
    assert [question.key for question in propose(staged(source, tmp_path), "s.csv").questions] == [key]
    proposal = propose(staged(source, tmp_path), "s.csv", {key: answer})
    made = mapped(parse_mapping(proposal.text, "proposed"), source, tmp_path)
    assert sorted(row[0] for row in rows(made, "feedback", "score")) == expected


FEEDBACK = "feedback_id,customer_id,metric,score,scale_max,happened_at,invited_at,comment\n"


@pytest.mark.parametrize(
    ("lines", "told", "is_first"),
    [
        (["1,A,nps,,10,2026-10-01,,never again", "2,B,nps,9,10,2026-10-01,,"], "no 0 is among the scores", True),
        (
            ["1,A,nps,,10,2026-10-01,,never again", "2,B,nps,0,10,2026-10-01,,"],
            "1 answer has a day and a comment but no score (nps) and counts as not answered",
            True,
        ),
        (["1,A,nps,,10,2026-10-01,,", "2,B,nps,9,10,2026-10-01,,"], "no 0 is among the scores", True),
        (["1,A,csat,,5,2026-10-01,,", "2,B,csat,1,5,2026-10-01,,"], "1 answer has a day but no score", False),
        (["1,A,csat,,5,,,slow", "2,B,csat,2,5,2026-10-01,,"], "no 1 is among the scores", True),
        (["1,A,nps,,10,,2026-10-01,", "2,B,nps,9,10,2026-10-01,,"], "", False),
        ([f"{n},A,nps,{n % 10 + 1},10,2026-10-01,," for n in range(30)], "begin at 1 (3 times) and none is 0", False),
    ],
)
def test_an_answer_without_its_score_is_no_silence(tmp_path: Path, lines: list[str], told: str, is_first: bool) -> None:
    made = mapped_text("feedback", FEEDBACK + "\n".join(lines) + "\n", tmp_path)
    notes = [note for note in made.notes if note.code in ("no_score", "scale_from_one")]
    assert [note.first for note in notes] == ([is_first] if told else [])
    assert not told or told in notes[0].sentence

"""Words for no value: missing in every column, told with their counts, and kept where they are values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from customerhero.facts.mapping import Mapped, propose
from customerhero.facts.mapping.model import DEFAULT_MISSING
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped, mapped_text, rows, staged

WORDS = (
    *("nan", "NaN", "None", "NULL", "null", "<NA>", "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NV", "#WERT!"),
    *(
        "(blank)",
        "(Leer)",
        "\\N",
        "NIL",
        "k. A.",
        "k.A.",
        "K.A.",
        "n. a.",
        "n.a.",
        "N/A",
        "keine Angabe",
        "Keine Angabe",
    ),
    *("KEINE ANGABE", "N.V.", "N/D", "s/d", "S/D", "sin datos", "Sin datos", "non renseigné", "Non renseigné", "n.d."),
    *("-", "--", ".", "–", "?", "...", "Não informado", "NaT", "undefined", "n.v.t.", "不明", "Н/Д"),
)
MAPPING = """
name: mine
{top}
tables:
  - table: cases
    columns:
      case_id: case_id
      customer_id: customer_id
      topic: {topic}
"""


def cases(lines: list[tuple[str, str, str]], folder: Path, top: str = "", topic: str = "topic") -> Mapped:
    file = folder / "mine.yaml"
    file.write_text(MAPPING.replace("{top}", top).replace("{topic}", topic), encoding="utf-8")
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in [("case_id", "customer_id", "topic"), *lines])
    return mapped_text(str(file), text, folder)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_for_no_value_is_missing_in_every_column_and_told(word: str, tmp_path: Path) -> None:
    made = cases([("T1", "K1", "Bills"), ("T2", word, word), ("T3", f" {word} ", "Bills")], tmp_path)
    assert rows(made, "cases", "customer_id, topic") == [("K1", "Bills"), (None, None), (None, "Bills")]
    told = {(note.column, note.value): note.count for note in made.notes if note.code == "missing_mark"}
    assert told == {("customer_id", word): 2, ("topic", word): 1}


@pytest.mark.parametrize("word", ["unknown", "Unbekannt", "anonymous", "(unknown)", "Desconocido", "nicht zugewiesen"])
def test_a_word_for_nobody_is_no_customer_but_may_be_a_topic(word: str, tmp_path: Path) -> None:
    made = cases([("T1", word, word)], tmp_path)
    assert rows(made, "cases", "customer_id, topic") == [(None, word)]


@pytest.mark.parametrize("word", ["Missing", "Blank cards", "Other", "Nora", "Dot", "Nullwerk", "NB", "Nadia", "no"])
def test_names_that_only_resemble_such_words_stay(word: str, tmp_path: Path) -> None:
    made = cases([("T1", word, word)], tmp_path)
    assert rows(made, "cases", "customer_id, topic") == [(word, word)]


@pytest.mark.parametrize(
    ("top", "topic"), [("keep: [NA]", "topic"), ("", "{column: topic, keep: [NA]}"), ("keep: NA", "topic")]
)
def test_a_real_word_is_kept_where_the_mapping_says_so(top: str, topic: str, tmp_path: Path) -> None:
    made = cases([("T1", "K1", "NA"), ("T2", "K2", "N/A")], tmp_path, top, topic)
    assert rows(made, "cases", "topic") == [("NA",), (None,)]


def test_own_words_stand_beside_the_others(tmp_path: Path) -> None:
    made = cases([("T1", "K1", "diverse"), ("T2", "K2", "NA")], tmp_path, "missing: [diverse]")
    assert rows(made, "cases", "topic") == [(None,), (None,)]


def test_a_country_code_that_is_read_as_missing_is_told_at_the_head(tmp_path: Path) -> None:
    lands = ["DE", "FR", "NA", "US", "ZA", "BW", "NA"]
    made = cases([(f"T{place}", "K1", land) for place, land in enumerate(lands)], tmp_path)
    told = [note for note in made.notes if note.code == "kept_word"]
    assert [(note.column, note.first, note.count) for note in told] == [("topic", True, 2)]
    assert "keep: [NA]" in told[0].sentence


@pytest.mark.parametrize("word", ["guest", "test", "xxx"])
def test_an_id_that_looks_like_nobody_is_told_and_stays(word: str, tmp_path: Path) -> None:
    made = cases([("T1", word, "a"), ("T2", "K1", "a")], tmp_path)
    assert rows(made, "cases", "customer_id") == [(word,), ("K1",)]
    assert [note.value for note in made.notes if note.code == "nobody"] == [word]


def test_a_nought_is_told_where_it_stands_often(tmp_path: Path) -> None:
    often = cases([(f"T{place}", "0" if place % 2 else f"K{place}", "a") for place in range(60)], tmp_path)
    assert [(note.value, note.count) for note in often.notes if note.code == "nobody"] == [("0", 30)]
    once = cases([(f"T{place}", f"{place}", "a") for place in range(60)], tmp_path)
    assert [note for note in once.notes if note.code == "nobody"] == []


def test_no_such_word_becomes_a_team(tmp_path: Path) -> None:
    text = "event_id,case_id,happened_at,kind,team_id\n" + "".join(
        f"E{place},T1,2026-01-0{place},assigned,{team}\n"
        for place, team in enumerate(["A", "#N/A", "nan", "unassigned", "-"], 1)
    )
    made = mapped_text("events", text, tmp_path)
    assert [team for (team,) in rows(made, "events", "team_id")] == ["A", None, None, None, None]


def test_every_word_of_the_documentation_is_missing() -> None:
    told = Path(__file__).parents[3].joinpath("docs/sources/mapping.md").read_text(encoding="utf-8")
    listed = told[told.index("**Words for no value**") : told.index("`missing:` adds words")]
    words = re.findall(r"`([^`]+)`", listed)
    assert len(words) > 40
    assert [word for word in words if word not in DEFAULT_MISSING] == []


@pytest.mark.parametrize(
    "day",
    [
        "9999-12-31",
        "9999-12-31 00:00:00",
        "9999-12-31T23:59:59Z",
        "31.12.9999",
        "12/31/9999",
        "0000-00-00",
        "0001-01-01",
    ],
)
def test_a_day_that_stands_for_none_is_no_day_of_leaving(day: str, tmp_path: Path) -> None:
    lines = [f"k{n},2024-01-{n + 10},{'2026-03-10' if n < 5 else day}" for n in range(15)]
    source = tmp_path / "export.csv"
    source.write_text("\n".join(["Customer ID,Customer since,Cancelled on", *lines, ""]), encoding="utf-8")
    proposal = propose(staged(source, tmp_path), source.name)
    assert proposal.is_complete
    made = mapped(parse_mapping(proposal.text, "p"), source, tmp_path)
    assert rows(made, "customers", "count(left_at)") == [(5,)]
    assert (day, 10) in {(note.value, note.count) for note in made.notes}

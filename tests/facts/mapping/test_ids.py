"""Ids as spreadsheets and scripts leave them: what is not theirs goes and is told, what is lost stops the import."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerhero.errors import MappingError
from customerhero.facts.mapping import Mapped
from customerhero.facts.mapping.tidying import is_untidy_sql, tidied, tidied_sql
from tests.facts.mapping.making import mapped_text, rows

DECORATED = {
    "guard of a spreadsheet": '="{}"',
    "guard with blanks": '=" {} "',
    "quotation marks": '"{}"',
    "apostrophe": "'{}",
    "apostrophe of a phone": "’{}",
    "backtick": "`{}",
    "blanks": "  {} ",
    "tab": "{}\t",
    "tab before": "\t{}",
    "line end": "{}\r\n",
    "no-break space": "\u00a0{}\u00a0",
    "narrow no-break space": "{}\u202f",
    "wide space": "\u3000{}",
    "zero-width space": "\u200b{}",
    "zero-width joiner": "{}\u200d",
    "word joiner": "{}\u2060",
    "byte order mark": "\ufeff{}",
    "left-to-right mark": "\u200e{}",
    "embedding": "\u202a{}\u202c",
    "isolate": "\u2068{}\u2069",
    "arabic mark": "{}\u061c",
}
INSIDE = {"soft hyphen": "\u00ad", "zero-width space": "\u200b", "joiner": "\u200d", "non-joiner": "\u200c"}
IDS = ("00701", "ACME-1", "acme-1", "K1", "4711/2", "a_b.c9", "0", "7e5")


def written(header: str, lines: list[tuple[str, ...]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(header.split(","))
    writer.writerows(lines)
    return file.getvalue()


def revenue(ids: list[str], folder: Path, mapping: str = "revenue") -> Mapped:
    lines = [(one, f"2026-{month:02}", "100", "EUR") for month, one in enumerate(ids, 1)]
    return mapped_text(mapping, written("customer_id,period,amount,currency", lines), folder)


def ids_of(made: Mapped) -> list[str]:
    return [row[0] for row in rows(made, "revenue", "customer_id")]


def codes(made: Mapped) -> set[str]:
    return {note.code for note in made.notes}


@pytest.mark.parametrize("decoration", DECORATED.values(), ids=DECORATED)
def test_what_is_put_around_an_id_is_not_its_own(decoration: str, tmp_path: Path) -> None:
    made = revenue([decoration.format("00701"), decoration.format("ACME-1"), "plain"], tmp_path)
    assert ids_of(made) == ["00701", "ACME-1", "plain"]
    told = [note.count for note in made.notes if note.code == "tidied"]
    assert told == ([] if decoration == DECORATED["blanks"] else [2])


@pytest.mark.parametrize("letter", INSIDE.values(), ids=INSIDE)
def test_invisible_letters_within_an_id_go(letter: str, tmp_path: Path) -> None:
    assert ids_of(revenue([f"007{letter}01"], tmp_path)) == ["00701"]


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("Mu\u0308ller", "Müller"),
        ("００７０１", "00701"),
        ("ＡＢ－１", "AB-1"),
        ("A\u00a0B", "A B"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'t Hooft", "'t Hooft"),
        ('"A" and "B"', '"A" and "B"'),
        ("株式会社ＡＢＣ", "株式会社ＡＢＣ"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("ACME", "ACME"),
        ("acme", "acme"),
        ("00701", "00701"),
        ("701.0x", "701.0x"),
    ],
)
def test_unicode_has_one_form_and_what_belongs_to_a_name_stays(came: str, kept: str, tmp_path: Path) -> None:
    assert ids_of(revenue([came, "other"], tmp_path)) == sorted([kept, "other"])


TEXTS = st.text(
    st.sampled_from("aZ07 '\"=`’\t\r\n.-ü\u0308\u00a0\u200b\u200d\u00ad\ufeffＡ１漢\u3000\x00\x1f"), max_size=8
)


@given(TEXTS)
def test_python_and_sql_tidy_alike_and_nothing_untidy_is_overlooked(text: str) -> None:
    sql = f"SELECT {tidied_sql('x')}, {is_untidy_sql('x')} FROM (SELECT ?::VARCHAR AS x)"
    tidy, is_untidy = duckdb.execute(sql, [text]).fetchone() or ()
    assert tidy == tidied(text)
    assert is_untidy or tidy == text


def test_apostrophes_on_both_sides_go() -> None:
    assert [tidied(text) for text in ("'00701'", "‘A-1’", "'ACME'")] == ["00701", "A-1", "'ACME'"]


@given(st.lists(st.tuples(st.sampled_from(IDS), st.lists(st.sampled_from([*DECORATED.values()]), max_size=1))))
def test_any_harmless_decoration_gives_the_ids_of_the_clean_file(given_ids: list[tuple[str, list[str]]]) -> None:
    for one, decorations in given_ids:
        assert tidied(decorations[0].format(one) if decorations else one) == one


def test_whole_numbers_with_a_nought_after_the_point_are_whole_where_all_are(tmp_path: Path) -> None:
    made = revenue(["701.0", "702.0", "nan", "703.0"], tmp_path)
    assert ids_of(made) == ["701", "702", "703"]
    assert "whole_ids" in codes(made)


def test_where_only_some_are_they_stay_as_they_are(tmp_path: Path) -> None:
    made = revenue(["701.0", "702", "1.10"], tmp_path)
    assert ids_of(made) == ["1.10", "701.0", "702"]
    assert "whole_ids" not in codes(made)


@pytest.mark.parametrize("short", ["1.23457E+11", "1,23457E+11", "1.23457e+11", "1E+15", "4.9E20", '="1.5E+12"'])
def test_shortened_numbers_stop_the_import(short: str, tmp_path: Path) -> None:
    with pytest.raises(MappingError) as refused:
        revenue(["K1", short, "K2"], tmp_path)
    assert "customer_id" in str(refused.value)
    assert "as text" in refused.value.remedy


@pytest.mark.parametrize(
    "ids",
    [
        ["123456789012345000", "123456789012346000"],
        ["1234567890123450", "1234567890123460", "1234567890123470", "12"],
        ["12345678901234500000"],
    ],
)
def test_digits_lost_by_a_spreadsheet_stop_the_import(ids: list[str], tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="15 digits"):
        revenue(ids, tmp_path)


@pytest.mark.parametrize(
    "ids",
    [
        ["7e5", "1E5", "4e12"],
        ["1234567890123450"],
        ["123456789012345000", "123456789012345678"],
        ["3f2504e0-4f89-11d3-9a0c-0305e82c3300"],
        ["E+1", "A1.5E+3"],
    ],
)
def test_ids_that_only_look_a_little_like_it_are_taken(ids: list[str], tmp_path: Path) -> None:
    assert ids_of(revenue(ids, tmp_path)) == sorted(ids)


def test_ids_are_padded_cased_and_cut_as_the_mapping_says(tmp_path: Path) -> None:
    yaml = """
name: mine
tables:
  - table: cases
    columns:
      case_id: {column: t, case: lower}
      customer_id: {column: c, pad: 5}
"""
    file = tmp_path / "mine.yaml"
    file.write_text(yaml, encoding="utf-8")
    made = mapped_text(str(file), "t,c\nT1,701\nt2,123456\nT3,C1\nT4,00007\n", tmp_path)
    assert rows(made, "cases", "case_id, customer_id") == [
        ("t1", "00701"),
        ("t2", "123456"),
        ("t3", "C1"),
        ("t4", "00007"),
    ]

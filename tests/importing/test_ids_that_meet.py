"""Whether the ids of a file meet those the lake knows, in either order of import."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.importing import ImportOptions, ImportReceipt, import_file
from customerhero.facts.lake import Lake

KNOWN = [f"00{number}" for number in range(701, 721)]


def bring(lake: Path, table: str, ids: list[str], *, mapping: str = "", new_ids: bool = False) -> ImportReceipt:
    file = lake.parent / f"{table}.csv"
    if table == "customers":
        lines = ["customer_id,name,segment,joined_at", *(f"{one},Firm,Home,2024-01-01" for one in ids)]
    elif table == "revenue":
        lines = ["customer_id,period,amount,currency", *(f"{one},2026-01,100,EUR" for one in ids)]
    else:
        lines = ["case_id,customer_id,opened_at", *(f"T{place},{one},2026-01-05" for place, one in enumerate(ids))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return import_file(file, lake, ImportOptions(mapping or table, refused_to=lake.parent / "r.csv", new_ids=new_ids))


def said(receipt: ImportReceipt, code: str) -> list[str]:
    return [note.sentence for note in receipt.notes if note.code == code]


SPELLINGS = {
    "zeros lost": lambda one: one.lstrip("0"),
    "zeros added": lambda one: f"000{one}",
    "a float": lambda one: f"{one.lstrip('0')}.0",
    "a prefix": lambda one: f"C-{one}",
    "a prefix without zeros": lambda one: f"CUST{one.lstrip('0')}",
    "blanks within": lambda one: f"{one[:2]} {one[2:]}",
}


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        *((name, "customers", "revenue") for name in SPELLINGS),
        ("zeros lost", "revenue", "customers"),
        ("zeros lost", "revenue", "cases"),
    ],
)
def test_ids_that_meet_only_in_another_spelling_stop_the_import(
    name: str, first: str, second: str, tmp_path: Path
) -> None:
    lake = tmp_path / "lake"
    bring(lake, first, KNOWN)
    others = [SPELLINGS[name](one) for one in KNOWN]
    with pytest.raises(MappingError) as stopped:
        bring(lake, second, others)
    came = others[0].removesuffix(".0")
    assert f"0 of 20 customers of this file are among the 20 known; 00701 is known, {came} came" in stopped.value.what
    assert len(Lake.open(lake).history()) == 1
    assert "--new-ids" in stopped.value.remedy
    assert bring(lake, second, others, new_ids=True).number == 2


def test_letter_case_stops_it_too(tmp_path: Path) -> None:
    bring(tmp_path / "lake", "customers", [f"acme-{place}" for place in range(20)])
    with pytest.raises(MappingError, match="acme-0 is known, ACME-0 came") as stopped:
        bring(tmp_path / "lake", "revenue", [f"ACME-{place}" for place in range(20)])
    assert "case: lower" in stopped.value.remedy


REMEDIES = {
    "zeros lost": ("pad: 5", "{column: customer_id, pad: 5}"),
    "zeros added": ("pattern: '^000(.+)$'", ""),
    "a prefix": ("pattern: '^C[-](.+)$'", "{column: customer_id, pattern: '^C[-](.+)$'}"),
}


@pytest.mark.parametrize("name", REMEDIES)
def test_the_remedy_in_the_mapping_makes_them_meet(name: str, tmp_path: Path) -> None:
    lake, (told, value) = tmp_path / "lake", REMEDIES[name]
    bring(lake, "customers", KNOWN)
    others = [SPELLINGS[name](one) for one in KNOWN]
    with pytest.raises(MappingError) as stopped:
        bring(lake, "revenue", others)
    assert told in stopped.value.remedy or not value
    way = value or "{column: customer_id, pattern: '^000(.+)$'}"
    yaml = tmp_path / "mine.yaml"
    yaml.write_text(
        "name: mine\ntables:\n  - table: revenue\n    columns:\n"
        f"      customer_id: {way}\n      period: period\n      amount: amount\n      currency: currency\n",
        encoding="utf-8",
    )
    receipt = bring(lake, "revenue", others, mapping=str(yaml))
    assert said(receipt, "known_customers") == ["All 20 customers of this file are known."]


def test_the_mapping_can_say_that_they_are_others(tmp_path: Path) -> None:
    bring(tmp_path / "lake", "customers", KNOWN)
    yaml = tmp_path / "mine.yaml"
    yaml.write_text(
        "name: mine\nnew_ids: true\ntables:\n  - table: revenue\n    columns: "
        "{customer_id: customer_id, period: period, amount: amount, currency: currency}\n",
        encoding="utf-8",
    )
    assert bring(tmp_path / "lake", "revenue", ["701", "702"], mapping=str(yaml)).number == 2


def test_customers_of_whom_none_is_known_stop_a_file_that_only_names_them(tmp_path: Path) -> None:
    bring(tmp_path / "lake", "customers", KNOWN)
    with pytest.raises(MappingError, match="0 of 20 customers"):
        bring(tmp_path / "lake", "revenue", [f"{word}@example.org" for word in map(chr, range(97, 117))])


def test_a_file_that_brings_customers_may_bring_new_ones(tmp_path: Path) -> None:
    bring(tmp_path / "lake", "customers", KNOWN)
    receipt = bring(tmp_path / "lake", "customers", [f"X{place}y" for place in range(20)])
    assert said(receipt, "known_customers") == ["0 of 20 customers of this file are known; 20 are new."]


def test_each_receipt_tells_how_many_customers_are_known(tmp_path: Path) -> None:
    bring(tmp_path / "lake", "customers", KNOWN)
    receipt = bring(tmp_path / "lake", "revenue", [*KNOWN[:17], "A", "B", "C"])
    assert said(receipt, "known_customers") == ["17 of 20 customers of this file are known; 3 are new."]
    assert said(receipt, "nearly_known") == []


def test_some_that_would_meet_in_another_spelling_are_told_at_the_head(tmp_path: Path) -> None:
    bring(tmp_path / "lake", "customers", KNOWN)
    receipt = bring(tmp_path / "lake", "revenue", [*KNOWN[:17], "718", "719"])
    told = [note for note in receipt.notes if note.code == "nearly_known"]
    assert [(note.count, note.first) for note in told] == [(2, True)]
    assert "718 (known is 00718)" in told[0].sentence


@pytest.mark.parametrize(("one", "other"), [("ACME-1", "acme-1"), ("00701", "701"), ("701.0", "701")])
def test_ids_of_one_file_that_differ_only_so_are_told(one: str, other: str, tmp_path: Path) -> None:
    receipt = bring(tmp_path / "lake", "revenue", [one, other, "K7"])
    told = [note for note in receipt.notes if note.code == "alike_ids"]
    assert [(note.count, note.first) for note in told] == [(1, True)]


def test_cases_before_their_customer_became_one_are_told(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    bring(lake, "customers", KNOWN)
    file = tmp_path / "cases.csv"
    file.write_text(
        "case_id,customer_id,opened_at\nT1,00701,2023-12-31\nT2,00702,2024-01-01\nT3,00703,\n", encoding="utf-8"
    )
    receipt = import_file(file, lake, ImportOptions("cases", refused_to=tmp_path / "r.csv"))
    assert [note.count for note in receipt.notes if note.code == "before_joining"] == [1]
    assert [(note.count, note.first) for note in receipt.notes if note.code == "without_opening"] == [(1, True)]


def test_numbers_of_two_parts_are_not_taken_for_one_another(tmp_path: Path) -> None:
    bring(tmp_path / "lake", "customers", [f"{place}-1{place}" for place in range(10, 30)])
    receipt = bring(tmp_path / "lake", "revenue", [*(f"{place}-1{place}" for place in range(10, 28)), "101-10", "K9"])
    assert said(receipt, "nearly_known") == []

"""What is wrong in a mapping is said with the entry's path and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.contracts import TABLES
from customerhero.facts.mapping import load_mapping, presets
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.bad_yaml import BAD
from tests.facts.mapping.making import mapped_text


@pytest.mark.parametrize(
    ("text", "entry", "said"),
    [
        ("- a\n- b\n", "", "not a mapping"),
        ("just words", "", "not a mapping"),
        ("a: [1\n", "line 2", "not YAML"),
        ("tables: []\ntabels: []\n", "", "'tables'"),
        ("name: x\n", "", "either `tables:` or `files:`"),
        ("tables:\n  - table: evnts\n    columns: {}\n", "tables[1].table", "'events'"),
        ("tables:\n  - table: teams\n    columns: {team: x}\n", "tables[1].columns", "'team_id'"),
        ("tables:\n  - table: teams\n    columns: {name: x}\n", "tables[1].columns", "'team_id' of teams is needed"),
        ("tables:\n  - table: teams\n    columns: {team_id: [a]}\n", "tables[1].columns.team_id", "A YAML mapping"),
        (
            "tables:\n  - table: teams\n    columns: {team_id: {colunm: a}}\n",
            "tables[1].columns.team_id",
            "name one of",
        ),
        (
            "tables:\n  - table: teams\n    columns: {team_id: {column: a, otherwise: drop}}\n",
            "tables[1].columns.team_id.otherwise",
            "keep, missing, refuse",
        ),
        (
            "tables:\n  - table: teams\n    columns: {team_id: {column: a, pattern: '(('}}\n",
            "tables[1].columns.team_id.pattern",
            "not a regular expression",
        ),
        ("zone: Mars/Olympus\ntables: []\n", "zone", "IANA"),
        (
            "tables:\n  - table: events\n    columns: {happened_at: t}\n    kinds: [{kind: refusd}]\n",
            "tables[1].kinds[1].kind",
            "'refused'",
        ),
    ],
)
def test_the_path_and_the_remedy(text: str, entry: str, said: str) -> None:
    with pytest.raises(MappingError) as told:
        parse_mapping(text, "mine.yaml")
    assert told.value.entry == entry
    assert told.value.mapping == "mine.yaml"
    assert said in str(told.value)


@pytest.mark.parametrize(("text", "entry"), BAD.values(), ids=BAD)
def test_whatever_is_wrong_is_told_with_its_place_and_a_remedy(text: str, entry: str) -> None:
    with pytest.raises(MappingError) as told:
        parse_mapping(text, "mine.yaml")
    assert told.value.entry == entry
    assert told.value.mapping == "mine.yaml"
    assert told.value.what and told.value.remedy
    assert "Free disk" not in told.value.remedy
    assert len(str(told.value)) < 2_000


@pytest.mark.parametrize(
    "text",
    [
        "tables: [{table: LONG, columns: {}}]",
        "LONG: 1",
        "zone: LONG",
        "dates: [LONG]",
        "decimal: LONG",
        "absent_columns: LONG",
        "tables: [{table: teams, columns: {LONG: a}}]",
        "tables: [{table: teams, columns: {team_id: {column: a, pattern: '((LONG'}}}]",
        "tables: [{table: teams, columns: {team_id: {column: a, required: LONG}}}]",
        "tables: [{table: revenue, columns: {amount: {column: a, scale: LONG}}}]",
        "tables: [{table: teams, where: {LONG: []}, columns: {team_id: a}}]",
        "tables: [{table: events, columns: {happened_at: t}, kinds: [{kind: LONG}]}]",
    ],
)
def test_an_error_tells_the_beginning_of_a_long_text_only(text: str) -> None:
    with pytest.raises(MappingError) as told:
        parse_mapping(text.replace("LONG", "SECRET" * 50_000), "mine.yaml")
    assert len(str(told.value)) < 2_000


def test_columns_that_are_not_there_are_told(tmp_path: Path) -> None:
    text = "tables: [{table: teams, columns: {team_id: {hash_of: [a, b]}}}]"
    with pytest.raises(MappingError, match="no column 'a', 'b'"):
        mapped_text(parse_mapping(text, "mine.yaml"), "group,size\na,1\n", tmp_path)


def test_an_unknown_preset_suggests_the_nearest() -> None:
    with pytest.raises(MappingError, match="'servicenow-history'"):
        load_mapping("servicenow-histroy")


def test_a_mapping_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no such mapping file"):
        load_mapping(str(tmp_path / "mine.yaml"))


def test_every_preset_loads_and_every_table_has_a_plain_one() -> None:
    told = dict(presets())
    assert set(told) > set(TABLES)
    assert all(title.endswith((".", "adapt.")) for title in told.values())


def test_a_missing_column_names_the_nearest(tmp_path: Path) -> None:
    mapping = parse_mapping("tables:\n  - table: teams\n    columns: {team_id: Groop}\n", "mine.yaml")
    with pytest.raises(MappingError, match="no column 'Groop'") as told:
        mapped_text(mapping, "group,size\na,1\n", tmp_path)
    assert "'group'" in str(told.value)


def test_headers_match_in_any_case_and_spacing(tmp_path: Path) -> None:
    mapping = parse_mapping("tables:\n  - table: teams\n    columns: {team_id: team id}\n", "mine.yaml")
    assert mapped_text(mapping, "Team  ID\na\n", tmp_path).tables["teams"].rows == 1

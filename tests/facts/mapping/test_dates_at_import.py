"""All values of a column of times decide how it is read, never each by itself; what speaks against it is told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from customerhero.errors import MappingError
from customerhero.facts.mapping import Mapped, Options
from customerhero.facts.mapping.parsing import parse_mapping
from tests.facts.mapping.making import mapped_text, rows

NOW = Options(now=datetime(2027, 6, 1))  # noqa: DTZ001
BOTH = 'dates: ["%d/%m/%Y", "%m/%d/%Y", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]'


def cases_of(values: list[str], folder: Path, settings: str = "") -> Mapped:
    text = f"{settings}\ntables:\n  - table: cases\n    columns: {{case_id: id, opened_at: Created}}\n"
    lines = "".join(f'{place},"{value}"\n' for place, value in enumerate(values, 1))
    return mapped_text(parse_mapping(text, "m"), f"id,Created\n{lines}", folder, NOW)


def days_of(made: Mapped) -> list[str]:
    return [told for (told,) in rows(made, "cases", "coalesce(opened_at::DATE::TEXT, '')")]


def head(made: Mapped) -> list[str]:
    return [note.sentence for note in made.notes if note.first]


def test_of_two_orders_listed_the_values_choose_one_for_all(tmp_path: Path) -> None:
    made = cases_of(["03/04/2026", "03/15/2026 10:00"], tmp_path, BOTH)
    assert sorted(days_of(made)) == ["2026-03-04", "2026-03-15"]
    told = "read month before day, since 1 value (such as '03/15/2026') can only be that and none is against it."
    assert head(made) == [f"Created: {told}"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["03/04/2026", "04/04/2026"], "none tells which"),
        (["13/04/2026", "04/13/2026"], "can only be month before day"),
    ],
)
def test_two_orders_listed_are_refused_where_the_values_do_not_choose(
    values: list[str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(MappingError, match=told) as refused:
        cases_of(values, tmp_path, BOTH)
    assert "Created" in refused.value.what
    assert "order" in refused.value.remedy


def test_the_order_a_mapping_names_is_followed_and_told_where_all_values_fit_both(tmp_path: Path) -> None:
    made = cases_of(["03/04/2026", "05/04/2026"], tmp_path, 'dates: ["%m/%d/%Y"]')
    assert sorted(days_of(made)) == ["2026-03-04", "2026-05-04"]
    told = (
        "2 values (such as '03/04/2026') could be day before month as well; read month before day as the mapping says."
    )
    assert head(made) == [f"Created: {told}"]


def test_what_speaks_against_the_order_of_a_mapping_is_told(tmp_path: Path) -> None:
    values = ["03/04/2026", "04/04/2026", "05/04/2026", "03/15/2026", "03/16/2026"]
    made = cases_of(values, tmp_path, 'dates: ["%d/%m/%Y"]')
    (told,) = [note for note in head(made) if "can only be" in note]
    assert "2 values (such as '03/15/2026') can only be month before day, none only day before month" in told
    assert "write %m/%d/%Y under `dates:`" in told


@pytest.mark.parametrize(
    ("settings", "values"),
    [
        ('dates: ["%d.%m.%Y", "%m/%d/%Y"]', ["01.02.2026", "15.02.2026"]),
        ('dates: ["%d/%m/%Y"]', ["03/04/2026", "15/04/2026", "?"]),
        ('dates: ["%d/%m/%Y"]', ["03/03/2026", "04/04/2026"]),
        ("", ["2026-03-04", "2026-05-06 10:00"]),
        (BOTH, ["2026-03-04", "2026-05-06 10:00"]),
    ],
)
def test_nothing_is_told_where_nothing_is_open(settings: str, values: list[str], tmp_path: Path) -> None:
    said = [
        told
        for told in head(cases_of(values, tmp_path, settings))
        if "none is against it" not in told and "no month" not in told
    ]
    assert said == []


def test_dates_that_a_spreadsheet_swapped_are_told(tmp_path: Path) -> None:
    values = ["2026-04-03 00:00:00", "2026-07-01 00:00:00", "03/15/2026", "03/28/2026"]
    (told,) = head(cases_of(values, tmp_path, 'dates: ["%m/%d/%Y"]'))
    assert "swapped day and month" in told
    assert "%Y-%d-%m" in told
    made = cases_of(values, tmp_path, 'dates: ["%Y-%d-%m %H:%M:%S", "%m/%d/%Y"]')
    assert sorted(days_of(made)) == ["2026-01-07", "2026-03-04", "2026-03-15", "2026-03-28"]
    assert head(made) == []


MIDNIGHTS = [
    (["2026-03-01 00:00:00", "2026-03-02"], ""),
    (["2026-03-01T00:00:00.000Z", "2026-03-02T00:00:00.000Z"], ""),
    (["2026-03-01T00:00:00+01:00", "2026-03-02T00:00:00+02:00"], ""),
    (["01.03.2026 00:00", "02.03.2026 00:00"], 'dates: ["%d.%m.%Y %H:%M"]'),
    (["3/1/2026 12:00:00 AM", "3/2/2026 12:00:00 AM"], 'dates: ["%m/%d/%Y %I:%M:%S %p"]'),
    (["Mar 1, 2026 12:00 AM", "Mar 2, 2026 12:00 AM"], 'dates: ["%b %d, %Y %I:%M %p"]'),
    (["Sun, 1 Mar 2026 00:00:00 +0100", "2 Mar 2026 00:00:00 +0100"], 'dates: ["%d %b %Y %H:%M:%S %z"]'),
    (["2026-03-01", "2026-03-02"], ""),
]
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("values", "settings"), MIDNIGHTS)
def test_a_column_of_midnights_holds_days_whatever_the_zone(
    values: list[str], settings: str, zone: str, tmp_path: Path
) -> None:
    made = cases_of(values, tmp_path, f"zone: {zone}\n{settings}")
    assert rows(made, "cases", "opened_at::TEXT") == [("2026-03-01 00:00:00",), ("2026-03-02 00:00:00",)]


def test_a_midnight_among_times_of_day_is_a_moment(tmp_path: Path) -> None:
    made = cases_of(["2026-03-01 00:00:00", "2026-03-02 10:00:00"], tmp_path, "zone: Europe/Berlin")
    assert rows(made, "cases", "opened_at::TEXT") == [("2026-02-28 23:00:00",), ("2026-03-02 09:00:00",)]

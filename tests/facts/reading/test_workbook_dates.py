"""Dates of a workbook are what openpyxl says they are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from customerhero.facts.reading.workbook_dates import (
    BUILT_IN_DATES,
    BUILT_IN_DURATIONS,
    EPOCH,
    EPOCH_OF_1904,
    duration_of,
    moment_of,
    moment_written,
    shows_a_date,
    shows_a_duration,
    shows_a_time,
)

PARTS = (
    "yyyy",
    "d",
    "M",
    "hh",
    "[h]",
    "[mm]",
    "[ss]",
    ":",
    ".0",
    "0",
    "#",
    ";",
    '"',
    "\\",
    "_",
    "[Red]",
    "[$-407]",
    "]",
)
CODES = st.lists(st.one_of(st.sampled_from(PARTS), st.characters(codec="latin-1")), max_size=8).map("".join)
WRITTEN = ("2026", "-", "03", "31", "T", "09", ":", "30", ".5", ".123", "Z", "PT", "4", "H", "M", "S", " ", "+")
TEXTS = st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=12).map("".join)
DAYS = st.one_of(
    st.floats(),
    st.floats(-100, 100),
    st.floats(0, 3_000_000),
    st.integers(-3_000_000, 3_000_000).map(float),
    st.integers(0, 5_000_000_000).map(lambda second: second / 86_400),
)


def said(ask: Callable[[], object]) -> object:
    """What is answered, with its type; nothing where it cannot be."""
    try:
        answer = ask()
    except (ValueError, OverflowError):
        return None
    return type(answer), answer


def test_the_formats_every_workbook_has_are_sorted_as_openpyxl_sorts_them() -> None:
    codes = {number: builtin_format_code(number) for number in range(400)}
    assert {number for number, code in codes.items() if is_date_format(code)} == BUILT_IN_DATES
    durations = {number for number, code in codes.items() if is_date_format(code) and is_timedelta_format(code)}
    assert durations == BUILT_IN_DURATIONS
    known = {number: code for number, code in codes.items() if code}
    assert {number for number, code in known.items() if shows_a_date(code)} == BUILT_IN_DATES


@given(CODES)
@example('"d"0')
@example("[Red]0;yyyy")
@example("[HH]:mm")
def test_a_format_shows_a_date_or_a_duration_when_openpyxl_says_so(code: str) -> None:
    assert shows_a_date(code) == is_date_format(code)
    assert shows_a_duration(code) == is_timedelta_format(code)


@given(DAYS, st.booleans())
@example(0.0, False)
@example(0.9999999999, False)
@example(59.9999999999, False)
@example(60.0, False)
@example(60.0, True)
@example(-0.5, False)
@example(2_958_465.9999999999, False)
def test_a_number_is_the_moment_openpyxl_says(days: float, since_1904: bool) -> None:
    ours, theirs = (EPOCH_OF_1904, MAC_EPOCH) if since_1904 else (EPOCH, WINDOWS_EPOCH)
    assert said(lambda: moment_of(days, ours)) == said(lambda: from_excel(days, theirs))
    assert said(lambda: duration_of(days)) == said(lambda: from_excel(days, theirs, timedelta=True))


@given(TEXTS)
@example("2026-03-31T09:30:00.123Z")
@example("2026-03-31")
@example("09:30")
@example("PT4H30M.5S")
@example("2026-02-30")
@example("")
def test_a_text_is_the_moment_openpyxl_says(text: str) -> None:
    theirs = said(lambda: from_ISO8601(text)) if text else None  # type: ignore[no-untyped-call]
    assert said(lambda: moment_written(text)) == theirs


@pytest.mark.parametrize(
    ("days", "day"), [(1, (1900, 1, 1)), (59, (1900, 2, 28)), (61, (1900, 3, 1)), (25_569, (1970, 1, 1))]
)
def test_days_of_known_numbers(days: float, day: tuple[int, int, int]) -> None:
    assert moment_of(days, EPOCH) == datetime(*day)  # noqa: DTZ001


def test_the_reader_of_files_starts_without_what_it_seldom_needs() -> None:
    told = "import sys, customerhero.facts.reader; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert "customerhero.facts.reading.staging" in loaded
    assert {"openpyxl", "pyarrow.compute", "PIL", "pandas", "ibis"} & set(loaded) == set()


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("dd.mm.yyyy", False),
        ("m/d/yy", False),
        ("mmm yyyy", False),
        ('d" hours "m', False),
        ("[$-409]d. mmmm yyyy;@", False),
        ("dd.mm.yyyy hh:mm", True),
        ("[$-409]m/d/yy h:mm AM/PM;@", True),
        ("yyyy-mm-dd h:mm:ss", True),
    ],
)
def test_a_format_of_dates_shows_a_time_of_day_or_none(code: str, shows: bool) -> None:
    assert shows_a_date(code)
    assert shows_a_time(code) == shows

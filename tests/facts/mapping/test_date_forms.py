"""Each way to write a day or a moment is known by its shape, and its format reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from customerhero.facts.duck import open_locked
from customerhero.facts.mapping.dates import formats_for
from customerhero.facts.mapping.times import read_by

WRITTEN = [
    (["03/15/2026", "01/15/2024"], ("%m/%d/%Y",)),
    (["03/04/2026"], ("%d/%m/%Y", "%m/%d/%Y")),
    (["13.03.26", "14.03.26"], ("%d.%m.%y", "%y.%m.%d")),
    (["3/13/2026 1:05 PM"], ("%m/%d/%Y %I:%M %p",)),
    (["3/13/2026, 1:05:09\u202fp.m."], ("%m/%d/%Y, %I:%M:%S %p",)),
    (["Mar 13, 2026", "March 14, 2026"], ("%b %d, %Y",)),
    (["13-Mar-2026", "14-März-2026"], ("%d-%b-%Y",)),
    (["13. März 2026", "1. Mai 2026", "2. Jänner 2026"], ("%d. %b %Y",)),
    (["Fri, 13 Mar 2026 10:00:00 +0100"], ("%d %b %Y %H:%M:%S %z",)),
    (["13.03.2026 10:00 Uhr"], ("%d.%m.%Y %H:%M Uhr",)),
    (["Jan 2026", "Februar 2026"], ("%b %Y",)),
    (["202601"], ("%Y%m",)),
    (["20260313T130500Z"], ("%Y%m%dT%H%M%S%z",)),
    (["2026-W03"], ("%G-W%V",)),
    (["Q1 2026"], ("quarter",)),
    (["1772359200"], ("epoch",)),
    (["1772359200000"], ("epoch_ms",)),
    (["1772359200000000"], ("epoch_us",)),
    (["46094.3958333"], ("serial_1900", "serial_1904")),
    (["yesterday", "soon"], ()),
    ([], ()),
]


@pytest.mark.parametrize(("values", "formats"), WRITTEN)
def test_the_formats_that_would_read_a_column(values: list[str], formats: tuple[str, ...]) -> None:
    assert formats_for(values) == formats


DOCUMENTED = {
    "%d.%m.%Y": "13.03.2026",
    "%m/%d/%Y": "3/13/2026",
    "%d/%m/%y": "13/03/26",
    "%m/%d/%Y %I:%M %p": "3/13/2026 12:00 a.m.",
    "%b %d, %Y": "Friday, March 13, 2026",
    "%d. %b %Y": "Fr, 13. März 2026",
    "%b %Y": "March 2026",
    "%d %b %Y %H:%M:%S %z": "Fri, 13 Mar 2026 01:00:00 +0100",
    "%d.%m.%Y %H:%M Uhr": "13.03.2026 00:00 Uhr",
    "%Y%m": "202603",
    "%Y%m%d": "20260313",
    "%Y%m%dT%H%M%S": "20260313T000000",
    "%G-W%V": "2026-W11",
    "epoch": "1773360000",
    "epoch_ms": "1773360000000",
    "epoch_us": "1773360000000000",
    "serial_1900": "46094",
    "serial_1904": "44632",
    "quarter": "Q1 2026",
}
OTHER_DAYS = {"%b %Y": "2026-03-01", "%Y%m": "2026-03-01", "%G-W%V": "2026-03-09", "quarter": "2026-01-01"}


def test_the_formats_documented_read_what_is_said_of_them() -> None:
    page = (Path(__file__).parents[3] / "docs" / "sources" / "mapping.md").read_text(encoding="utf-8")
    table = page.split("| `dates:` | reads |")[1].split("\n\n")[0]
    told = [form for line in table.splitlines()[2:] for form in re.findall("`([^`]+)`", line.split("|")[1])]
    assert sorted(told) == sorted(DOCUMENTED)
    with open_locked() as connection:
        for form, written in DOCUMENTED.items():
            sql = f"SELECT CAST({read_by('value', (form,))} AS VARCHAR) FROM (SELECT $1::VARCHAR AS value)"
            assert connection.execute(sql, [written]).fetchone() == (f"{OTHER_DAYS.get(form, '2026-03-13')} 00:00:00",)


def test_what_is_known_by_its_shape_is_read_in_any_case() -> None:
    with open_locked() as connection:
        for value in (*(value for values, _ in WRITTEN for value in values), "1. Quartal 2026", "2026-Q4", "q2/2026"):
            for written in (value, value.lower(), value.upper()):
                for form in formats_for([written]):
                    sql = f"SELECT {read_by('value', (form,))} IS NOT NULL FROM (SELECT $1::VARCHAR AS value)"
                    assert connection.execute(sql, [written]).fetchone() == (True,), (written, form)

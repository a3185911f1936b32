"""Each way to write a day or a moment is known by its shape, and its format reads it."""

from __future__ import annotations

import pytest

from customerhero.facts.mapping.dates import formats_for

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

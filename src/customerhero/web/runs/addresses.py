"""Parts of addresses: a month, and the kind of a report."""

from __future__ import annotations

from customerhero.findings.months import WRITTEN


class MonthInAddress:
    """YYYY-MM, of a month that there is."""

    regex = WRITTEN

    def to_python(self, value: str) -> str:
        """As it is written."""
        return value

    def to_url(self, value: str) -> str:
        """As it is written."""
        return value


class KindInAddress(MonthInAddress):
    """pdf or xlsx."""

    regex = "pdf|xlsx"

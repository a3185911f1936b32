"""Parts of addresses: a month, and the kind of a report."""

from __future__ import annotations


class MonthInAddress:
    """YYYY-MM, of a month that there is."""

    regex = r"[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> str:
        """As it is written."""
        return value

    def to_url(self, value: str) -> str:
        """As it is written."""
        return value


class KindInAddress(MonthInAddress):
    """pdf or xlsx."""

    regex = "pdf|xlsx"

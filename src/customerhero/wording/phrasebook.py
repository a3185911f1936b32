"""The phrases of each insight: (insight, kind of subject, tone) to messages, the fullest first; "" stands for any."""

from __future__ import annotations

from typing import Final

Book = dict[tuple[str, str, str], tuple[str, ...]]

HEADLINES: Final[Book] = {
    ("runaround", "route", "hurt"): ("Customers are passed around between {subject}",),
}
SENTENCES: Final[Book] = {}

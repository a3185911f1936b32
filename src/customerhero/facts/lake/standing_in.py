"""Revenue of a customer's month that was known already: what a later file says of it is not added, it takes its place.

So a file with all payments of a month corrects what an earlier one said, and one with only the payments since then
would lose those before. Which of the two it is, no file says; so it is told.
"""

from __future__ import annotations

from customerhero.facts.checks import DataNote
from customerhero.facts.contracts import REVENUE, Table
from customerhero.facts.lake.batches import Counts


def standing_in(table: Table, counts: Counts) -> tuple[DataNote, ...]:
    """What is told where revenue that was known meets sums of this file, or other amounts."""
    known = counts.unchanged + counts.corrected
    if table is not REVENUE or not known or not (counts.corrected or _adds_up(counts)):
        return ()
    return (DataNote("known_months", table.name, "amount", "", known, _told(counts), first=bool(counts.corrected)),)


def _adds_up(counts: Counts) -> bool:
    return counts.reconciled is not None and any(fate.why == "summed" for fate in counts.reconciled.fates)


def _told(counts: Counts) -> str:
    known = counts.unchanged + counts.corrected
    amounts = "1 amount of a customer's month was" if known == 1 else f"{known:,} amounts of a customer's month were"
    other = f"{counts.corrected:,} with another value" if counts.corrected else "all with the same value"
    return (
        f"{amounts} known from an earlier import, {other}: this file's take their place and are not added to them. "
        "That is right where the file holds all payments of its months; where it holds only those since the last "
        "export, undo this import and export whole months."
    )

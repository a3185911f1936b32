"""Each night the lake is looked through, and what it knows of imports is compared with their receipts here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

from customerhero.errors import LakeError
from customerhero.web.jobs.background import job
from customerhero.web.jobs.lanes import UPKEEP
from customerhero.web.sources.models import Receipt

if TYPE_CHECKING:
    from customerhero.facts.lake import Entry, Fault

MOST_TOLD: Final = 5


@job(UPKEEP)
def check_lake() -> None:
    """Look through the lake; LakeError with what is wrong, which puts it on the administrators' desks."""
    from customerhero.facts.lake import Lake  # noqa: PLC0415  # only workers load the engine
    from customerhero.facts.lake.home import is_lake  # noqa: PLC0415

    if not is_lake(settings.LAKE):
        wrong, remedy = receipts_unlike([]), ""
    else:
        found = Lake.check(settings.LAKE)
        wrong, remedy = [f"{fault.where} {fault.what}" for fault in found.faults], _first(found.faults)
        if not wrong:
            wrong = receipts_unlike(Lake.open(settings.LAKE).history())
    if wrong:
        more = len(wrong) - MOST_TOLD
        told = " ".join(wrong[:MOST_TOLD]) + (f" (+{more})" if more > 0 else "")
        raise LakeError(told, remedy or _("Has the lake been put back from a backup? Import these files again."))


def receipts_unlike(history: list[Entry]) -> list[str]:
    """In words, the imports that have a receipt here and that the lake does not know, or knows to be others."""
    return list(_unlike({entry.number: entry for entry in history}))


def _unlike(entries: dict[int, Entry]) -> Iterator[str]:
    undone = {entry.undoes for entry in entries.values()}
    receipts = Receipt.objects.filter(seen_before=False).select_related("imported__upload").order_by("number")
    for receipt in receipts:
        words = {"number": receipt.number, "file": receipt.imported.upload.name}
        entry = entries.get(receipt.number)
        if entry is None:
            yield _("Import %(number)s (%(file)s) has a receipt, and the lake does not know it.") % words
        elif entry.kind != "import" or _rows(receipt) != {name: told.read for name, told in entry.counts.items()}:
            yield _("Import %(number)s (%(file)s) is another one in the lake than its receipt says.") % words
        elif receipt.imported.undoings.filter(done_at__isnull=False).exists() and receipt.number not in undone:
            yield _("Import %(number)s (%(file)s) was undone here, and the lake still has it.") % words


def _rows(receipt: Receipt) -> dict[str, int]:
    return {name: counts["read"] for name, counts in receipt.counts.items()}


def _first(faults: tuple[Fault, ...]) -> str:
    return next((fault.remedy for fault in faults), "")

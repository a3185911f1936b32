"""One import: how far it is, its receipt, its refused rows; tried again, or taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customerhero.facts.lake.home import Home
from customerhero.web.doors import door
from customerhero.web.look.taking import Taken, take
from customerhero.web.people.signed_in import signed_in
from customerhero.web.runs.models import Run
from customerhero.web.sources.importing import ask_again
from customerhero.web.sources.may import BRING_DATA, SEE_SOURCES
from customerhero.web.sources.models import Import, Receipt
from customerhero.web.sources.reconciling import accounts, months
from customerhero.web.sources.stops import accept, figures_of
from customerhero.web.sources.telling import PHASES, STEPS, standing_of
from customerhero.web.sources.undoing import ask_undoing, may_be_undone

_AT_ONCE = timedelta(minutes=1)
"""The run may have been asked for a moment before the receipt was written, by an import just before."""


@door(SEE_SOURCES)
@require_GET
def import_page(request: HttpRequest, import_id: int) -> HttpResponse:
    """An import as it stands; htmx asks again while it moves."""
    imported = _found(import_id)
    template = "sources/import_standing.html" if request.headers.get("HX-Request") else "sources/import.html"
    return render(request, template, _shown(request, imported))


@door(BRING_DATA)
@require_GET
def import_refused(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The refused rows as CSV, as the lake keeps them: with reasons, and safe to open in a spreadsheet."""
    receipt = Receipt.objects.select_related("imported__upload").filter(imported_id=import_id).first()
    file = Home(Path(settings.LAKE)).refused / receipt.refused_file if receipt and receipt.refused_file else None
    if receipt is None or file is None or not file.is_file():
        raise Http404
    name = f"{receipt.imported.upload.name}.refused.csv"
    take(request, Taken(f"refused rows of import {import_id}", "csv", receipt.refused))
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


@door(BRING_DATA)
@require_POST
def import_retries(_request: HttpRequest, import_id: int) -> HttpResponse:
    """Try an import again that was refused."""
    imported = _found(import_id)
    if standing_of(imported).state == "refused":
        ask_again(imported)
    return redirect("import", import_id)


@door(BRING_DATA)
@require_POST
def import_acceptances(request: HttpRequest, import_id: int) -> HttpResponse:
    """Have an import go on that stopped so that its figures are read first."""
    imported, read = _found(import_id), request.POST.get("read", "")
    is_stopped = standing_of(imported).state == "refused"
    if is_stopped and read.isdecimal() and len(read) < 19 and accept(imported, int(read), signed_in(request)):
        ask_again(imported)
    else:
        messages.warning(request, _("It does not wait for that any more: look where it stands now."))
    return redirect("import", import_id)


@door(BRING_DATA)
@require_GET
def import_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Ask whether an import is really to be taken back, and say what that means."""
    imported = _found(import_id)
    return render(request, "sources/undo.html", {**_shown(request, imported), "newer": list(_newer(imported))})


@door(BRING_DATA)
@require_POST
def import_undoings(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take an import back."""
    if ask_undoing(_found(import_id), signed_in(request)) is None:
        messages.error(request, _("Only the newest import can be taken back, and only once."))
    return redirect("import", import_id)


def _found(import_id: int) -> Import:
    found = Import.objects.select_related("upload__source", "upload__clearing", "mapping", "by")
    return get_object_or_404(found, pk=import_id)


def _shown(request: HttpRequest, imported: Import) -> dict[str, object]:
    receipt = Receipt.objects.filter(imported=imported).first()
    standing = standing_of(imported)
    return {
        "imported": imported,
        "standing": standing,
        "receipt": receipt,
        "stop": standing.stop,
        "figures": figures_of(standing.stop) if standing.stop else [],
        "steps": _steps(standing.phase),
        "first": _first(receipt),
        "written": sum(counts["written"] for counts in receipt.counts.values()) if receipt else 0,
        "unchanged": sum(counts["unchanged"] for counts in receipt.counts.values()) if receipt else 0,
        "erased": sum(counts.get("erased", 0) for counts in receipt.counts.values()) if receipt else 0,
        "corrected": sum(counts["corrected"] for counts in receipt.counts.values()) if receipt else 0,
        "accounts": accounts(receipt.counts) if receipt else [],
        "months": months(receipt.counts) if receipt else [],
        "agenda": _agenda(receipt),
        "undoing": imported.undoings.select_related("by").first(),
        "may_undo": may_be_undone(imported) and BRING_DATA.lets_in(request.user),
        "may_bring": BRING_DATA.lets_in(request.user),
    }


def _steps(phase: str) -> list[dict[str, object]]:
    now = STEPS.index(phase) if phase in STEPS else -1
    return [{"words": PHASES[step], "is_done": place < now, "is_now": place == now} for place, step in enumerate(STEPS)]


def _agenda(receipt: Receipt | None) -> str:
    """Whether the agenda is being made anew with what the import brought, or was."""
    if receipt is None or receipt.seen_before:
        return ""
    after = Run.objects.filter(asked_at__gte=receipt.at - _AT_ONCE)
    if after.filter(completion__isnull=False).exists():
        return "made"
    return "making" if after.filter(breakdowns=None).exists() else ""


def _first(receipt: Receipt | None) -> Import | None:
    """The import that brought the same file before."""
    if receipt is None or not receipt.seen_before:
        return None
    first = Receipt.objects.filter(number=receipt.number, seen_before=False).select_related("imported").first()
    return first.imported if first else None


def _newer(imported: Import) -> Iterator[Import]:
    """The imports that stand and came after, the newest first."""
    receipt = Receipt.objects.filter(imported=imported, seen_before=False).first()
    if receipt is None:
        return
    newer = Receipt.objects.filter(seen_before=False, number__gt=receipt.number).order_by("-number")
    for one in newer.exclude(imported__undoings__done_at__isnull=False).select_related("imported__upload"):
        yield one.imported

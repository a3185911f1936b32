"""The page of an upload: what it becomes and why, what is taken for granted, what is asked, and how to correct it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from customerhero.facts.calendar import known_zones
from customerhero.facts.contracts import TABLES
from customerhero.web.people.signed_in import signed_in
from customerhero.web.sources.bounded import Trouble
from customerhero.web.sources.choices import Around, FormChoices
from customerhero.web.sources.lines import line_of
from customerhero.web.sources.looks import look_of, trial_of, try_wanted
from customerhero.web.sources.may import BRING_DATA
from customerhero.web.sources.models import SavedMapping, Upload
from customerhero.web.sources.questions import leaves_open, questions_of
from customerhero.web.sources.reading_choices import shown_reading
from customerhero.web.sources.removing import may_be_removed
from customerhero.web.sources.showing import form_of
from customerhero.web.sources.versions import Wanted, is_proposed, newest_of

CONFLICT = 409


@dataclass(frozen=True)
class Shown:
    """What stands on the page: a mapping as saved, or as typed and not saved yet because another was."""

    upload: Upload
    wanted: Wanted
    seen: int
    base: int
    overtaken: SavedMapping | None = None


def found_uploads() -> QuerySet[Upload]:
    """Uploads with what their page needs."""
    return Upload.objects.select_related("source", "by", "look", "clearing")


def url_of(upload: Upload) -> str:
    """Where the page is."""
    return redirect("upload", upload.pk)["Location"]


def number_in(request: HttpRequest, name: str) -> int:
    """A version's number as a form tells it."""
    told = request.POST.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def upload_page(request: HttpRequest, shown: Shown, status: int = 200) -> HttpResponse:
    """The page of an upload, or the one that says why it cannot be read."""
    look = look_of(shown.upload)
    told = _around(request, shown)
    if isinstance(look, Trouble):
        reading = shown_reading(shown.wanted.reading, {"what": look.what, "sheets": look.sheets})
        told |= {"trouble": look, "how_read": None if look.passing else reading}
        return render(request, "sources/unreadable.html", told, status=status)
    return render(request, "sources/upload.html", told | _seen(shown, look), status=status)


def _seen(shown: Shown, look: dict[str, Any]) -> dict[str, Any]:
    is_open = leaves_open(shown.wanted, look)
    trial = None if is_open else _trial(shown, look)
    fault = trial if isinstance(trial, Trouble) else None
    return {
        "look": look,
        "is_open": is_open,
        "trial": None if fault else trial,
        "fault": fault,
        "fault_line": line_of(shown.wanted.yaml, fault.entry) if fault else None,
        "form": _form(shown.wanted, look, fault),
        **_evidence(shown, look),
        "presets": look["presets"],
        "how_read": shown_reading(shown.wanted.reading, look),
        "zones": sorted(known_zones()),
        "tables": [table.name for table in TABLES.values()],
        "imports": shown.upload.imports.select_related("by")[:5],
    }


def _around(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    return {
        "upload": shown.upload,
        "shown": shown,
        "wanted": shown.wanted,
        "may_bring": BRING_DATA.lets_in(request.user),
        "may_remove": may_be_removed(shown.upload, signed_in(request)),
    }


def _evidence(shown: Shown, look: dict[str, Any]) -> dict[str, Any]:
    """What speaks for the proposal, as long as that is what is shown, and its questions."""
    names = ("column", "target", "reason", "sure")
    proposal, is_shown = look["proposal"], is_proposed(shown.wanted, look["proposal"])
    return {
        "guesses": [dict(zip(names, guess, strict=True)) for guess in proposal["guesses"]] if is_shown else [],
        "assumptions": proposal.get("assumptions", []) if is_shown else [],
        "questions": questions_of(shown.upload, shown.wanted, look),
    }


def _trial(shown: Shown, look: dict[str, Any]) -> dict[str, Any] | Trouble:
    saved = newest_of(shown.upload)
    if shown.overtaken:
        return try_wanted(shown.upload, shown.wanted)
    if saved:
        return trial_of(saved)
    if look["trial"] and is_proposed(shown.wanted, look["proposal"]):
        return dict(look["trial"])
    return try_wanted(shown.upload, shown.wanted)


def _form(wanted: Wanted, look: dict[str, Any], fault: Trouble | None) -> FormChoices | None:
    proposal = look["proposal"]
    reasons = {} if proposal["preset"] else {guess[0]: (guess[2], guess[3]) for guess in proposal["guesses"]}
    around = Around(
        columns=tuple(look["columns"]),
        reasons=reasons,
        section=wanted.section,
        fault_entry=fault.entry if fault else "",
        fault=" ".join((fault.what, fault.remedy)) if fault else "",
    )
    return form_of(wanted.yaml, around)

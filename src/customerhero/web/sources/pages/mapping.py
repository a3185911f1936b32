"""How an upload becomes facts: the proposal with its reasons, corrected in a form or in YAML, tried at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customerhero.errors import MappingError
from customerhero.facts.contracts import TABLES
from customerhero.facts.mapping.loading import preset_names
from customerhero.web.doors import door
from customerhero.web.people.models import Person
from customerhero.web.people.signed_in import signed_in
from customerhero.web.sources.bounded import Trouble
from customerhero.web.sources.choices import Around, FormChoices
from customerhero.web.sources.choosing import text_from
from customerhero.web.sources.importing import ask_import
from customerhero.web.sources.lines import line_of
from customerhero.web.sources.looks import look_of, trial_of, try_wanted
from customerhero.web.sources.may import BRING_DATA
from customerhero.web.sources.models import SavedMapping, Upload
from customerhero.web.sources.showing import form_of
from customerhero.web.sources.versions import Overtaken, Wanted, newest_of, save, version, wanted_now

_CONFLICT = 409


@dataclass(frozen=True)
class Shown:
    """What stands on the page: a mapping as saved, or as typed and not saved yet because another was."""

    upload: Upload
    wanted: Wanted
    seen: int
    base: int
    overtaken: SavedMapping | None = None


@door(BRING_DATA)
@require_GET
def upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """An upload, what it may be, and what its first rows would become."""
    found = get_object_or_404(_uploads(), pk=upload_id)
    saved = newest_of(found)
    look_of(found)  # before the proposal it holds is asked for
    number = saved.number if saved else 0
    return _page(request, Shown(found, wanted_now(found), number, number))


@door(BRING_DATA)
@require_POST
def upload_mappings(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Save a version of the mapping; told, with nothing lost, when somebody else saved one meanwhile."""
    found = get_object_or_404(_uploads(), pk=upload_id)
    seen, base = _number(request, "seen"), _number(request, "base")
    wanted = _typed(request, found, base)
    saved = save(found, seen, wanted, signed_in(request))
    if isinstance(saved, Overtaken):
        newest = saved.newest
        return _page(request, Shown(found, wanted, newest.number, base, newest), _CONFLICT)
    trial_of(saved)
    return redirect(f"{_url(found)}#trial")


@door(BRING_DATA)
@require_POST
def upload_imports(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Start the import under the version that was seen."""
    found = get_object_or_404(_uploads(), pk=upload_id)
    seen = _number(request, "seen")
    newest = newest_of(found) or _as_proposed(found, signed_in(request))
    if isinstance(newest, Overtaken):
        newest = newest.newest
    if newest.number != max(seen, 1):
        messages.warning(
            request, _("The mapping was changed meanwhile by %(who)s: look at it first.") % {"who": newest.by}
        )
        return redirect("upload", upload_id)
    trial = trial_of(newest)
    if isinstance(trial, Trouble):
        messages.error(request, trial.told)
        return redirect("upload", upload_id)
    return redirect("import", ask_import(found, newest, signed_in(request)).pk)


def _as_proposed(upload: Upload, person: Person) -> SavedMapping | Overtaken:
    """The proposal as the first version, with what the first look made of it."""
    look, wanted = look_of(upload), wanted_now(upload)
    saved = save(upload, 0, wanted, person)
    if isinstance(saved, SavedMapping) and not isinstance(look, Trouble) and _is_proposal(wanted, look):
        saved.trial = look["trial"]
        SavedMapping.objects.filter(pk=saved.pk).update(trial=saved.trial)
    return saved


def _uploads() -> QuerySet[Upload]:
    return Upload.objects.select_related("source", "by", "look", "clearing")


def _url(upload: Upload) -> str:
    return redirect("upload", upload.pk)["Location"]


def _number(request: HttpRequest, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def _typed(request: HttpRequest, upload: Upload, base: int) -> Wanted:
    """What somebody wants: a preset as it is, the YAML they typed, or what they chose in the form."""
    preset = request.POST.get("preset", "")
    if preset in preset_names():
        return Wanted(preset, request.POST.get("section", ""))
    before = version(upload, base)
    if "yaml" in request.POST:
        return Wanted(text=_ended(request.POST["yaml"]), section=before.section)
    try:
        return Wanted(text=text_from(before.yaml, before.section, request.POST), section=before.section)
    except MappingError:
        return before


def _ended(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").rstrip("\n") + "\n"


def _page(request: HttpRequest, shown: Shown, status: int = 200) -> HttpResponse:
    look = look_of(shown.upload)
    if isinstance(look, Trouble):
        return render(request, "sources/unreadable.html", {"upload": shown.upload, "trouble": look})
    trial = _trial(shown, look)
    fault = trial if isinstance(trial, Trouble) else None
    told = {
        "upload": shown.upload,
        "shown": shown,
        "wanted": shown.wanted,
        "look": look,
        "trial": None if fault else trial,
        "fault": fault,
        "fault_line": line_of(shown.wanted.yaml, fault.entry) if fault else None,
        "form": _form(shown.wanted, look, fault),
        "guesses": _guesses(shown.wanted, look),
        "presets": look["presets"],
        "may_bring": BRING_DATA.lets_in(request.user),
        "zones": sorted(available_timezones()),
        "tables": [table.name for table in TABLES.values()],
        "imports": shown.upload.imports.select_related("by")[:5],
    }
    return render(request, "sources/upload.html", told, status=status)


def _trial(shown: Shown, look: dict[str, Any]) -> dict[str, Any] | Trouble:
    saved = newest_of(shown.upload)
    if shown.overtaken:
        return try_wanted(shown.upload, shown.wanted)
    if saved:
        return trial_of(saved)
    if look["trial"] and _is_proposal(shown.wanted, look):
        return dict(look["trial"])
    return try_wanted(shown.upload, shown.wanted)


def _is_proposal(wanted: Wanted, look: dict[str, Any]) -> bool:
    proposal = look["proposal"]
    return (wanted.preset, wanted.text) == (proposal["preset"], "" if proposal["preset"] else proposal["text"])


def _form(wanted: Wanted, look: dict[str, Any], fault: Trouble | None) -> FormChoices | None:
    reasons = (
        {} if look["proposal"]["preset"] else {guess[0]: (guess[2], guess[3]) for guess in look["proposal"]["guesses"]}
    )
    around = Around(
        columns=tuple(look["columns"]),
        reasons=reasons,
        section=wanted.section,
        fault_entry=fault.entry if fault else "",
        fault=" ".join((fault.what, fault.remedy)) if fault else "",
    )
    return form_of(wanted.yaml, around)


def _guesses(wanted: Wanted, look: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns of theirs, what each becomes, and why; of the proposal, as long as that is what is shown."""
    names = ("column", "target", "reason", "sure")
    return (
        [dict(zip(names, guess, strict=True)) for guess in look["proposal"]["guesses"]]
        if _is_proposal(wanted, look)
        else []
    )

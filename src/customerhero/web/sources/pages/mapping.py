"""How an upload becomes facts: the proposal with its reasons, corrected in a form or in YAML, tried at once."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customerhero.errors import MappingError
from customerhero.facts.mapping.loading import preset_names
from customerhero.web.doors import door
from customerhero.web.people.models import Person
from customerhero.web.people.signed_in import signed_in
from customerhero.web.sources.bounded import Trouble
from customerhero.web.sources.choosing import text_from
from customerhero.web.sources.importing import ask_import
from customerhero.web.sources.lines import leaves
from customerhero.web.sources.looks import look_of, trial_of
from customerhero.web.sources.may import BRING_DATA
from customerhero.web.sources.models import SavedMapping, Upload
from customerhero.web.sources.pages.uploaded import CONFLICT, Shown, found_uploads, number_in, upload_page, url_of
from customerhero.web.sources.questions import leaves_open
from customerhero.web.sources.versions import Overtaken, Wanted, is_proposed, newest_of, save, version, wanted_now

_LONGEST_SECTION = 60


@door(BRING_DATA)
@require_GET
def upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """An upload, what it may be, and what its first rows would become."""
    found = get_object_or_404(found_uploads(), pk=upload_id)
    saved = newest_of(found)
    look_of(found)  # before the proposal it holds is asked for
    number = saved.number if saved else 0
    return upload_page(request, Shown(found, wanted_now(found), number, number))


@door(BRING_DATA)
@require_POST
def upload_mappings(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Save a version of the mapping; told, with nothing lost, when somebody else saved one meanwhile."""
    found = get_object_or_404(found_uploads(), pk=upload_id)
    seen, base = number_in(request, "seen"), number_in(request, "base")
    wanted = _typed(request, found, base)
    saved = save(found, seen, wanted, signed_in(request))
    if isinstance(saved, Overtaken):
        newest = saved.newest
        return upload_page(request, Shown(found, wanted, newest.number, base, newest), CONFLICT)
    trial_of(saved)
    return redirect(f"{url_of(found)}#trial")


@door(BRING_DATA)
@require_POST
def upload_imports(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Start the import under the version that was seen; not as long as a question is open."""
    found = get_object_or_404(found_uploads(), pk=upload_id)
    seen, look = number_in(request, "seen"), look_of(found)
    if not isinstance(look, Trouble) and leaves_open(wanted_now(found), look):
        messages.error(request, _("Nothing was imported: a question is still to be answered first."))
        return redirect(f"{url_of(found)}#questions")
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
    try:
        return redirect("import", ask_import(found, newest, signed_in(request)).pk)
    except Upload.DoesNotExist as gone:  # its owner removed it at this very moment
        raise Http404 from gone


def _as_proposed(upload: Upload, person: Person) -> SavedMapping | Overtaken:
    """The proposal as the first version, with what the first look made of it."""
    look, wanted = look_of(upload), wanted_now(upload)
    saved = save(upload, 0, wanted, person)
    if isinstance(saved, SavedMapping) and not isinstance(look, Trouble) and is_proposed(wanted, look["proposal"]):
        saved.trial = look["trial"]
        SavedMapping.objects.filter(pk=saved.pk).update(trial=saved.trial)
    return saved


def _typed(request: HttpRequest, upload: Upload, base: int) -> Wanted:
    """What somebody wants: a preset as it is, the YAML they typed, or what they chose in the form."""
    before, preset = version(upload, base), request.POST.get("preset", "")
    if preset in preset_names():
        return replace(before, preset=preset, section=request.POST.get("section", "")[:_LONGEST_SECTION], text="")
    if "yaml" in request.POST:
        return _written(before, _ended(request.POST["yaml"]))
    try:
        return replace(before, preset="", text=text_from(before.yaml, before.section, request.POST))
    except MappingError:
        return before


def _written(before: Wanted, text: str) -> Wanted:
    """A YAML as it was typed; the part of before as long as it has one of that name."""
    parts = [value for place, value in leaves(text).items() if place.startswith("files[") and place.endswith("].name")]
    return replace(before, preset="", text=text, section=before.section if before.section in parts else "")


def _ended(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").rstrip("\n") + "\n"

"""What only somebody can say of an upload: answers to the proposal's questions, and how its file is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from customerhero.web.doors import door
from customerhero.web.people.signed_in import signed_in
from customerhero.web.sources.bounded import Trouble
from customerhero.web.sources.looks import look_anew, look_of, trial_of, try_wanted
from customerhero.web.sources.may import BRING_DATA
from customerhero.web.sources.models import SavedMapping, Upload
from customerhero.web.sources.pages.uploaded import found_uploads, number_in, url_of
from customerhero.web.sources.questions import answers_of, given_in, keep_answers, questions_of
from customerhero.web.sources.reading_choices import chosen_in
from customerhero.web.sources.versions import Overtaken, Wanted, is_proposed, proposed, save, wanted_now


@door(BRING_DATA)
@require_POST
def upload_answers(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Take answers in: the mapping is proposed anew with them, and they are kept with who gave them."""
    found = get_object_or_404(found_uploads(), pk=upload_id)
    look, wanted = look_of(found), wanted_now(found)
    if isinstance(look, Trouble):
        return redirect("upload", upload_id)
    questions = questions_of(found, wanted, look)
    given = given_in(request.POST, questions) if questions.can_be_answered else {}
    if not given:
        messages.warning(request, _not_taken(can_be_answered=questions.can_be_answered))
        return redirect(f"{url_of(found)}#questions")
    seen = look_anew(found, wanted.reading, {**answers_of(found), **given})
    if isinstance(seen, Trouble):
        messages.error(request, seen.told)
        return redirect("upload", upload_id)
    still = {question["key"] for question in seen["proposal"]["questions"]}
    if lost := [value for key, value in given.items() if key in still]:
        messages.error(request, _("This was not understood as an answer: %(what)s.") % {"what": ", ".join(lost)})
        return redirect(f"{url_of(found)}#questions")
    with transaction.atomic():
        saved = save(found, number_in(request, "seen"), _as_proposed(seen, wanted), signed_in(request))
        if isinstance(saved, SavedMapping):
            keep_answers(found, given, questions, signed_in(request))
    return _on(request, found, saved)


@door(BRING_DATA)
@require_POST
def upload_readings(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Have a file read in another way: the mapping stays where it fits what is read then, else it is proposed anew."""
    found = get_object_or_404(found_uploads(), pk=upload_id)
    before, reading = wanted_now(found), chosen_in(request.POST)
    seen = look_anew(found, reading, answers_of(found))
    if isinstance(seen, Trouble):
        messages.error(request, seen.told)
        return redirect(f"{url_of(found)}#reading")
    wanted = _kept_where_it_fits(found, replace(before, reading=reading, seen=seen))
    saved = save(found, number_in(request, "seen"), wanted, signed_in(request))
    return _on(request, found, saved)


def _as_proposed(seen: dict[str, Any], before: Wanted) -> Wanted:
    return replace(proposed(seen["proposal"], before.reading), seen=seen)


def _kept_where_it_fits(upload: Upload, wanted: Wanted) -> Wanted:
    """What somebody corrected, as long as it can still be tried; else the new proposal."""
    look = look_of(upload)
    was_corrected = not isinstance(look, Trouble) and not is_proposed(wanted, look["proposal"])
    if was_corrected and not isinstance(try_wanted(upload, wanted), Trouble):
        return wanted
    return _as_proposed(dict(wanted.seen or {}), wanted)


def _on(request: HttpRequest, upload: Upload, saved: SavedMapping | Overtaken) -> HttpResponse:
    """To what is still open, or to what the file becomes."""
    if isinstance(saved, Overtaken):
        told = _("%(who)s changed the mapping meanwhile: look at it first; nothing of yours was saved.")
        messages.warning(request, told % {"who": saved.newest.by or "?"})
        return redirect("upload", upload.pk)
    left = len((saved.seen or {"proposal": {}})["proposal"].get("questions", []))
    if left:
        told = ngettext("%(count)s question is still open.", "%(count)s questions are still open.", left)
        messages.info(request, told % {"count": left})
        return redirect(f"{url_of(upload)}#questions")
    trial_of(saved)
    return redirect(f"{url_of(upload)}#trial")


def _not_taken(*, can_be_answered: bool) -> str:
    if can_be_answered:
        return _("No question was answered: choose one of the answers, or write yours, and send it again.")
    return _("This mapping is no longer the proposed one: say it in the mapping itself.")

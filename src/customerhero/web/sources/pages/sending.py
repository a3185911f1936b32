"""Bringing a file: the form, and the file itself on its way in."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from customerhero.web.doors import door
from customerhero.web.people.signed_in import signed_in
from customerhero.web.sources.arriving import Arrived, keep, known_upload, source_for
from customerhero.web.sources.limits import UPLOADS_AT_ONCE, UPLOADS_OF_ONE
from customerhero.web.sources.looks import look_of
from customerhero.web.sources.may import BRING_DATA
from customerhero.web.sources.models import Source, Upload
from customerhero.web.sources.removing import remove
from customerhero.web.sources.sending import (
    Received,
    in_turn_told,
    is_too_large,
    storage_told,
    too_large_told,
    too_often_told,
)
from customerhero.web.sources.turns import turn

_ENTITY_TOO_LARGE = 413
_BROKEN_OFF = 400
_TOO_MANY = 429
_AGAIN_AFTER = "60"


@door(BRING_DATA)
@require_GET
def new_upload(request: HttpRequest) -> HttpResponse:
    """The form for a file."""
    return _form(request)


@door(BRING_DATA)
@csrf_exempt  # the check below reads the form, and so the file, only once it is known where the file goes
@require_POST
def uploads(request: HttpRequest) -> HttpResponse:
    """Take a file in: refused before it is read when it is too large, dropped when anything goes wrong."""
    if is_too_large(request):
        return _form(request, too_large_told(), _ENTITY_TOO_LARGE)
    person = signed_in(request)
    if full := storage_told(person, request):
        return _form(request, full, _ENTITY_TOO_LARGE)
    if often := too_often_told(person):
        return _form(request, often, _TOO_MANY)
    with turn(f"upload-of-{person.pk}", UPLOADS_OF_ONE) as is_first, turn("upload", UPLOADS_AT_ONCE) as is_ours:
        if not (is_first and is_ours):
            return _form(request, in_turn_told(mine=not is_first), _TOO_MANY)
        return _take_in(request)


@door(BRING_DATA)
@require_POST
def upload_removals(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Take an upload of one's own away again, as long as no import used it."""
    found = get_object_or_404(Upload, pk=upload_id)
    person = signed_in(request)
    if found.by_id != person.pk:
        raise PermissionDenied
    if not remove(found, person):
        messages.error(request, _("An import uses this file: it stays until a week after that."))
        return redirect("upload", upload_id)
    messages.info(request, _("%(file)s was removed.") % {"file": found.name})
    return redirect("sources")


def _take_in(request: HttpRequest) -> HttpResponse:
    received = Received(request)
    request.upload_handlers = cast("list[FileUploadHandler]", [received])
    try:
        return _received(request, received)
    finally:
        received.drop()


def _taken(request: HttpRequest, received: Received) -> HttpResponse:
    try:
        request.POST.get("source")  # reads the form, and the file with it
    except UnreadablePostError:
        return _form(request, _choose(), _BROKEN_OFF)
    if received.trouble:
        return _form(request, received.trouble, _ENTITY_TOO_LARGE)
    if received.partial is None or not received.is_whole:
        return _form(request, _choose(), 422)
    known = known_upload(received.sha256)
    if known:
        messages.info(request, _known(known))
    return _on_to(request, known or _kept(request, received))


_received = csrf_protect(_taken)


def _choose() -> str:
    return _("Choose a file first: the form came without one, or the connection was lost on its way.")


def _kept(request: HttpRequest, received: Received) -> Upload:
    person = signed_in(request)
    chosen = Source.objects.filter(pk=request.POST.get("source") or 0).first() if _is_number(request) else None
    arrived = Arrived(received.partial, received.name, received.size, received.sha256)  # type: ignore[arg-type]
    upload = keep(arrived, chosen or source_for(received.name, person), person)
    look_of(upload)
    return upload


def _on_to(request: HttpRequest, upload: Upload) -> HttpResponse:
    """To the upload's page; the script that sends files is told the way, so that it goes there itself."""
    onward = redirect("upload", upload.pk)
    return JsonResponse({"to": onward.url}) if _is_script(request) else onward


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _is_number(request: HttpRequest) -> bool:
    return (request.POST.get("source") or "").isdecimal()


def _known(upload: Upload) -> str:
    who = str(upload.by) if upload.by else _("the schedule")
    return _("This very file is here already: %(who)s brought it as %(name)s.") % {"who": who, "name": upload.name}


def _form(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    if error and _is_script(request):
        return _patient(JsonResponse({"error": error}, status=status))
    shown = {
        "error": error,
        "sources": Source.objects.filter(stop=None),
        "limit": settings.UPLOAD_LIMIT,
        "megabytes": settings.UPLOAD_LIMIT // 1_000_000,
    }
    return _patient(render(request, "sources/new_upload.html", shown, status=status))


def _patient(answer: HttpResponse) -> HttpResponse:
    """Who was too fast is told when to come again."""
    if answer.status_code == _TOO_MANY:
        answer["Retry-After"] = _AGAIN_AFTER
    return answer

"""Pages of where somebody is signed in: one's own browsers, and for administrators those of others."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from customerhero.web.doors import SIGNED_IN, door
from customerhero.web.people.forms import ReasonForm
from customerhero.web.people.living_sessions import end, end_sessions, sessions_of
from customerhero.web.people.may import MANAGE_PEOPLE
from customerhero.web.people.models import BrowserSession, Person, SessionEnding
from customerhero.web.people.signed_in import signed_in


@door(SIGNED_IN)
@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    shown = {"sessions": sessions_of(signed_in(request)), "own": _own_key(request)}
    return render(request, "people/sessions.html", shown)


@door(SIGNED_IN)
@require_POST
def session_endings(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    person, key = signed_in(request), request.POST.get("session", "")
    if not key:
        _tell(request, end_sessions(person, but=_own_key(request)))
        return redirect("sessions")
    chosen = _chosen(person, [key])
    if not chosen:
        raise Http404
    if key == _own_key(request):
        get_adapter(request).logout(request)
        return redirect("account_login")
    _tell(request, end(chosen))
    return redirect("sessions")


@door(MANAGE_PEOPLE)
@require_POST
def person_session_endings(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody else out of the browsers chosen; the reason stands in the trail."""
    found, form = get_object_or_404(Person, pk=pk), ReasonForm(request.POST)
    chosen = _chosen(found, request.POST.getlist("session"))
    if not form.is_valid():
        messages.error(request, _("Nobody was signed out: say why, in a few words."))
    elif not chosen:
        messages.warning(request, _("Nobody was signed out: choose at least one browser."))
    else:
        with transaction.atomic():
            ended = end(chosen)
            told = {"reason": form.cleaned_data["reason"], "by": signed_in(request), "browsers": ended}
            SessionEnding.objects.create(person=found, **told)
        _tell(request, ended)
    return redirect("person", pk)


def _chosen(person: Person, keys: list[str]) -> list[BrowserSession]:
    return [session for session in sessions_of(person) if session.session_key in keys]


def _own_key(request: HttpRequest) -> str | None:
    own: str | None = request.session.kept_under  # type: ignore[attr-defined]  # our own store
    return own


def _tell(request: HttpRequest, count: int) -> None:
    told = ngettext("%(n)s browser is signed out.", "%(n)s browsers are signed out.", count) % {"n": count}
    messages.success(request, told)

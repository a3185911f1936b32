"""What others tell of and the trail takes down: signing in and out, second steps, refusals, files taken home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.signals import authentication_failed, authenticator_used
from auditlog.models import LogEntry
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_save, pre_save
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from customerhero.web.doors import Door, when_refused
from customerhero.web.look.taking import Taken, when_taken
from customerhero.web.people.chain import seal_after_commit
from customerhero.web.people.deeds import Deed
from customerhero.web.people.models import Person
from customerhero.web.people.recording import recorded
from customerhero.web.people.sayings import without_words


def notice_everything() -> None:
    """Listen to all that the trail holds; called when the app starts."""
    _hear(pre_save, lambda instance, raw, **_: None if raw else _before_line(instance), LogEntry)
    _hear(post_save, lambda **_: seal_after_commit(), LogEntry)
    _hear(user_logged_in, lambda request, user, **_: _signed_in(request, user))
    _hear(user_logged_out, lambda user, **_: _signed_out(user))
    _hear(user_login_failed, lambda credentials, **_: _not_signed_in(credentials))
    _hear(authenticator_used, lambda user, authenticator, **_: _second_step(user, authenticator))
    _hear(authentication_failed, lambda user, authenticator, **_: _not_second_step(user, authenticator))
    when_refused(_refused)
    when_taken(_taken)


def account_tried(name: str) -> str:
    """An account as the trail names it: the person when there is one, else a keyed hash of what was typed."""
    address = name.strip().lower()
    known = Person.objects.filter(email=address).first()
    return str(known) if known else f"? {salted_hmac('account tried', address).hexdigest()[:16]}"


def _hear(signal: Signal, listener: Callable[..., None], sender: Any = None) -> None:
    """Django demands that listeners take all they may be told."""
    signal.connect(listener, sender=sender, weak=False)


def _before_line(line: LogEntry) -> None:
    model = line.content_type.model_class()
    if model is not None:
        without_words(model, line)


def _signed_in(request: HttpRequest, user: Person) -> None:
    session = getattr(request, "session", {})
    ways = [way.get("method", "") for way in session.get("account_authentication_methods", [])]
    recorded(Deed.SIGNED_IN, str(user), {"with": ways} if ways else None, user)


def _signed_out(user: Person | None) -> None:
    if user is not None:
        recorded(Deed.SIGNED_OUT, str(user), None, user)


def _not_signed_in(credentials: dict[str, Any]) -> None:
    recorded(Deed.NOT_SIGNED_IN, account_tried(str(credentials.get("email") or credentials.get("username") or "")))


def _second_step(user: Person, authenticator: Any) -> None:
    recorded(Deed.SECOND_STEP, str(user), {"with": [str(authenticator.type)]}, user)


def _not_second_step(user: Person, authenticator: Any) -> None:
    recorded(Deed.NOT_SECOND_STEP, str(user), {"with": [str(authenticator.type)]})


def _refused(request: HttpRequest, door: Door) -> None:
    page = request.resolver_match.view_name if request.resolver_match else ""
    recorded(Deed.REFUSED, page or "?", {"door": door.name}, request.user)


def _taken(request: HttpRequest, taken: Taken) -> None:
    told = {"kind": taken.kind} | ({} if taken.rows is None else {"rows": taken.rows})
    recorded(Deed.TAKEN_HOME, taken.what, told, getattr(request, "user", None))

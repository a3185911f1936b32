"""Where somebody is signed in, and how that ends."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from customerhero.web.people.models import BrowserSession, Person

_NO_TEXT = {0: None}  # PostgreSQL keeps no NUL
_CLOCKS_DIFFER = timedelta(days=1)


def hash_of(key: str) -> str:
    """What the database knows of a session's key: keys are 165 random bits, so that a hash cannot be turned back."""
    return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()


def living() -> QuerySet[BrowserSession]:
    """The sessions that have not ended: neither unused for too long, nor too old.

    Of a session that a wrong clock has begin in the future nobody knows how old it is: it has ended too.
    """
    now = timezone.now()
    begun = BrowserSession.objects.filter(began_at__lt=now + _CLOCKS_DIFFER)
    return begun.filter(expire_date__gt=now, used_at__gt=now - _idle())


def sessions_of(person: Person) -> list[BrowserSession]:
    """Where somebody is signed in; a session from before their password changed opens nothing and is left out."""
    current = person.get_session_auth_hash()
    rows = living().filter(person=person)
    return [row for row in rows if row.get_decoded().get(HASH_SESSION_KEY) == current]


def end(sessions: Iterable[BrowserSession]) -> int:
    """End these: whoever uses one is asked to sign in at their next click; how many there were."""
    keys = [session.session_key for session in sessions]
    return BrowserSession.objects.filter(session_key__in=keys).delete()[0]


def end_sessions(person: Person, but: str | None = None) -> int:
    """Sign somebody out everywhere, but for the session with this hash; how many ended."""
    return BrowserSession.objects.filter(person=person).exclude(session_key=but or "").delete()[0]


def forget_ended() -> None:
    """Delete the rows of sessions that have ended."""
    now = timezone.now()
    BrowserSession.objects.filter(Q(expire_date__lte=now) | Q(used_at__lte=now - _idle())).delete()


def signed_in_now(request: HttpRequest) -> None:
    """Somebody has just signed in: note from where, and forget what has ended."""
    browser = request.META.get("HTTP_USER_AGENT", "").translate(_NO_TEXT)[:200]
    request.session.begins(part_of(get_adapter(request).get_client_ip(request)), browser)  # type: ignore[attr-defined]
    forget_ended()


def password_is_new(request: HttpRequest, person: Person) -> None:
    """Somebody chose another password: every other browser has to know it."""
    own = request.session.kept_under if request.user == person else None  # type: ignore[attr-defined]
    end_sessions(person, but=own)


def part_of(address: str) -> str:
    """As much of an address as tells an office from a home, and not who it is."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if known.is_unspecified:
        return ""
    if isinstance(known, ipaddress.IPv4Address):
        return address.rpartition(".")[0] + ".x"
    return f"{ipaddress.ip_network((known, 48), strict=False).network_address}x"


def _idle() -> timedelta:
    return timedelta(seconds=settings.SESSION_IDLE_SECONDS)

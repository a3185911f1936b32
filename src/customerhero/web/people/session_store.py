"""Sessions in the database, of which a copy of the database opens none: keys are kept as hashes, contents sealed.

Two ends: a session not used for a while (`SESSION_IDLE_SECONDS`), and one that began too long ago
(`SESSION_COOKIE_AGE`), however often it is used. Django's own database sessions know only the first, and move it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError
from django.utils import timezone

from customerhero.web.people.living_sessions import forget_ended, hash_of, living
from customerhero.web.people.models import BrowserSession
from customerhero.web.people.sealing import UnreadableError, seal, unseal

FROM: Final = "_from"
"""Where in a session its address and browser stand."""
_BEGAN: Final = "_began"
_PURPOSE: Final = "session"
_NOTED_EVERY: Final = timedelta(minutes=1)
_LOG = logging.getLogger(__name__)


class SessionStore(DatabaseStore):
    """A session; its key is known to the browser only."""

    aload, asave, acreate, aexists, adelete = (  # as the sync ones: those of the database store write keys in clear
        SessionBase.aload,
        SessionBase.asave,
        SessionBase.acreate,
        SessionBase.aexists,
        SessionBase.adelete,
    )

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        """The rows."""
        return BrowserSession

    @property
    def kept_under(self) -> str | None:
        """What the database knows this session by."""
        return hash_of(self.session_key) if self.session_key else None

    def load(self) -> dict[str, Any]:
        """What the session keeps; nothing, and no key, when it has ended."""
        row = living().filter(session_key=self.kept_under).first() if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        self.used_at = row.used_at
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with this key."""
        return BrowserSession.objects.filter(session_key=hash_of(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        """End the session with this key, or this one."""
        key = session_key or self.session_key
        if key:
            BrowserSession.objects.filter(session_key=hash_of(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the rows of sessions that have ended."""
        forget_ended()

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        """The row as it is to be written."""
        now = timezone.now()
        began = datetime.fromisoformat(data.setdefault(_BEGAN, now.isoformat()))
        end = began + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        told = data.get(FROM, {})
        key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]  # Django's own
        return BrowserSession(
            session_key=hash_of(key),
            session_data=self.encode(data),
            expire_date=min(end, self.get_expiry_date(expiry=data.get("_session_expiry") or None)),
            person_id=data.get(SESSION_KEY),
            began_at=began,
            used_at=now,
            address=told.get("address", ""),
            browser=told.get("browser", ""),
        )

    def encode(self, session_dict: dict[str, Any]) -> str:
        """What the session keeps, sealed: links for a new password and what was typed into forms are among it."""
        return seal(_PURPOSE, super().encode(session_dict))

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """What the session keeps; nothing when the secret key is another than it was."""
        try:
            return super().decode(unseal(_PURPOSE, str(session_data)))
        except UnreadableError:
            return {}

    def begins(self, address: str, browser: str) -> None:
        """Somebody signs in: the time until the session's end is counted from now."""
        self[_BEGAN] = timezone.now().isoformat()
        self[FROM] = {"address": address, "browser": browser}

    def note_use(self) -> None:
        """Somebody uses it: its idle end moves away. Noted once a minute at most, and never in the way of a page."""
        now = timezone.now()
        used_at = getattr(self, "used_at", now)
        if now - used_at < _NOTED_EVERY:
            return
        try:
            BrowserSession.objects.filter(session_key=self.kept_under).update(used_at=now)
        except OperationalError as trouble:
            _LOG.warning("That a session is used could not be noted: %s", trouble)

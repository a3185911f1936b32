"""Messages to a reader in a cookie that, under HTTPS, no other site or subdomain can set."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _InCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """In a cookie while they are short, else in the session."""

    storage_classes = (_InCookie, SessionStorage)

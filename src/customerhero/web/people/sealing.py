"""Secrets that have to be read again, sealed before they reach the database: with keys made from the secret key.

Each purpose has a key of its own (HKDF), so that what was sealed for one cannot be passed off as another's. Whoever
holds a copy of the database and not the secret key reads none of it; a new secret key makes all of it unreadable.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnreadableError(Exception):
    """What was sealed cannot be opened: it was sealed with another secret key, or is no sealed text."""


def seal(purpose: str, text: str) -> str:
    """The text as it may stand in a database."""
    return _key(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode("ascii")


def unseal(purpose: str, sealed: str) -> str:
    """The text again; UnreadableError when this secret key did not seal it for this purpose."""
    try:
        return _key(settings.SECRET_KEY, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as trouble:
        raise UnreadableError from trouble


@cache
def _key(secret_key: str, purpose: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"customerhero {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(made.derive(secret_key.encode())))

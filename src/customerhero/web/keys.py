"""The secret key: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from customerhero.errors import HeroError

UNFINISHED: Final = ".restoring"
"""What lies in a data folder while a restore into it is unfinished."""


def secret_key(folder: Path) -> str:
    """The key kept in the folder, made when there is none; HeroError when the folder cannot be written.

    None is made while a restore into the folder is unfinished, or it would take the place of the backup's.
    """
    file = folder / "secret-key"
    if (folder / UNFINISHED).exists() and not file.exists():
        raise HeroError(
            f"A restore into {folder} was cut off or is under way.", f"Finish it: hero restore FILE --data {folder}"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return file.read_text(encoding="ascii") if file.exists() else _made(file)
    except OSError as trouble:
        raise HeroError(
            f"The data folder {folder} cannot be used: {trouble.strerror}.", "Name another with --data or HERO_DATA."
        ) from trouble


def fingerprint(key: str) -> str:
    """What tells whether two keys are the same, and nothing of the key; empty when there is none."""
    return hmac.new(key.encode(), b"customerhero fingerprint", hashlib.sha256).hexdigest()[:16] if key else ""


def fingerprint_in(folder: Path, told: str = "") -> str:
    """That of the key a workplace in this folder would use, the one that is told first; empty when there is none."""
    file = folder / "secret-key"
    return fingerprint(told or (file.read_text(encoding="ascii", errors="replace") if file.exists() else ""))


def _made(file: Path) -> str:
    draft = file.with_name(f".secret-key-{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="ascii") as opened:
        opened.write(secrets.token_urlsafe(48))
        opened.flush()
        os.fsync(opened.fileno())
    with suppress(FileExistsError):  # of two processes the first wins, and both read the same key
        os.link(draft, file)
    draft.unlink()
    return file.read_text(encoding="ascii")

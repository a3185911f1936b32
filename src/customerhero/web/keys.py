"""The secret key: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from customerhero.errors import HeroError


def secret_key(folder: Path) -> str:
    """The key kept in the folder, made when there is none; HeroError when the folder cannot be written."""
    file = folder / "secret-key"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return file.read_text(encoding="ascii") if file.exists() else _made(file)
    except OSError as trouble:
        raise HeroError(
            f"The data folder {folder} cannot be used: {trouble.strerror}.", "Name another with --data or HERO_DATA."
        ) from trouble


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

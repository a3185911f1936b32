"""The name of who holds a lock, written into the lock's file for those who meet it locked."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO


def sign(file: IO[str], what: str = "") -> None:
    """Write into a lock's file that this process holds it, and as what."""
    signed = {"pid": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat(timespec="seconds")}
    with suppress(OSError):  # it only tells others whom they meet, and must not fail on a full disk
        os.ftruncate(file.fileno(), 0)
        os.write(file.fileno(), json.dumps(signed).encode())


def holder(file: IO[str]) -> str:
    """Who signed a lock's file, in words."""
    file.seek(0)
    try:
        signed = json.loads(file.read())
    except ValueError:
        return "another process"
    what = f" ({signed['what']})" if signed.get("what") else ""
    return f"process {signed['pid']}{what} since {signed['since']}"

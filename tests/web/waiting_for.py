"""Waiting for something to come true."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(condition: Callable[[], Found], deadline: float = 30.0, what: str = "") -> Found:
    """What the condition gives as soon as it is true; a failure when it is not within so many seconds."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {deadline:.0f} s: {what or condition}")

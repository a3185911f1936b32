"""How a script of the benchmark reports: one JSON line, with the seconds it timed itself."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any


def report(work: Callable[[], dict[str, Any]]) -> None:
    """Do the work, time it and print what it told."""
    started = time.perf_counter()
    told = work()
    print(json.dumps({"seconds": time.perf_counter() - started, **told}))

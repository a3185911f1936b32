"""One run of a command: wall and CPU seconds and peak memory, and what it printed as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / ".venv" / "bin" / "python"
PEERS = ROOT / ".bench-venv" / "bin" / "python"


@dataclass(frozen=True)
class Run:
    """What one command cost. `told` is the JSON of its last line; it may time a part of itself as `seconds`."""

    wall: float
    cpu: float
    peak_mb: float
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """The part the command timed itself, without starting Python; else the whole wall time."""
        return float(self.told.get("seconds", self.wall))


def run(python: Path, script: str, *arguments: str | int | Path) -> Run:
    """Run a script of the benchmark in its own process."""
    command = [str(python), "-m", script, *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        out.seek(0)
        lines = out.read().strip().splitlines()
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    told = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    peak = usage.ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)
    return Run(wall, usage.ru_utime + usage.ru_stime, peak, told)


def interleaved(rounds: int, **commands: tuple[Any, ...]) -> dict[str, Run]:
    """The best run of each command, taken in turns so that a busy minute hits all alike."""
    best: dict[str, Run] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            now = run(*command)
            if name not in best or now.seconds < best[name].seconds:
                best[name] = now
    return best

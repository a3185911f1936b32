"""Thousands of odd requests to every address of the workplace: the test's own, more of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import ROOT
from bench.report import Section

EACH = 2_000
"""At random, as each of three people, after each field and parameter was given each of the worst values."""


def odd_requests() -> Section:
    """As a lead, an administrator and an employee."""
    section = Section(
        "Odd requests",
        "Addresses, parameters and forms taken from the pages themselves, with values no form sends (NUL, letters that are none, "
        "numbers beyond a row's, SQL, templates, endless texts), odd heads and kinds of bodies; a fixed seed.",
    )
    with TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        environment = {**os.environ, "HERO_TEST_KNOCKS": str(EACH), "HERO_TEST_KNOCKS_TOLD": str(told)}
        command = [sys.executable, "-m", "pytest", "-q", "tests/web/test_odd_requests.py"]
        subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True)
        counted: Counter[int] = Counter()
        for line in told.read_text(encoding="utf-8").splitlines():
            counted.update({int(status): n for status, n in json.loads(line).items()})
    faults = sum(n for status, n in counted.items() if status >= 500)
    kinds = ", ".join(f"{n:,} of {status}" for status, n in sorted(counted.items()))
    section.verdict = f"{counted.total():,} requests, {faults} answered with a fault of ours. Answers: {kinds}."
    return section

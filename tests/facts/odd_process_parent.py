"""A parent that tells its child's number and waits to be ended."""

from __future__ import annotations

import signal
import sys

from customerhero.facts.apart import Limits, apart
from tests.facts.odd_process import ACTS

if __name__ == "__main__":
    assert ACTS
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background would ignore it
    with apart("tests.facts.odd_process", Limits()) as asked:
        sys.stdout.write(f"{asked.ask({'act': 'see'})['pid']}\n")
        sys.stdout.flush()
        asked.ask({"act": "compute"})

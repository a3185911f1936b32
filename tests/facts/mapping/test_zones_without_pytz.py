"""A mapping's time zone is known without the package that DuckDB asks for moments with a zone."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
sys.modules["pytz"] = None
from customerhero.facts.mapping import load_mapping
from customerhero.facts.mapping.engine_says import fault_of_zone
assert load_mapping("customers").name
print(repr(fault_of_zone("Europe/Berlin")), bool(fault_of_zone("Mars/Olympus")))
"""


def test_a_zone_is_known_where_only_what_is_needed_is_installed() -> None:
    told = subprocess.run([sys.executable, "-c", _PROGRAM], check=True, capture_output=True, text=True).stdout
    assert told == "'' True\n"

"""The runaround measures from the lake: totals, network, routes, ping-pongs, linked cases, prices."""

import sys

from bench.told import report
from customerhero.agenda import ask_one
from customerhero.facts.engines import open_engine
from customerhero.facts.lake import Lake

open_engine()  # Ibis loads its backend on first use; the peers' packages are loaded before the clock starts, too


def work() -> dict[str, int]:
    numbers = ask_one(Lake.open(sys.argv[1]).facts(*sys.argv[2:]), "runaround").numbers
    names = ("handoffs", "cases_with_handoff", "cases_3_owners", "ping_pongs", "return_cases")
    return {name: numbers[name] for name in names}


report(work)

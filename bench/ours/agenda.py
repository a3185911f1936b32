"""The whole agenda of the last month from the lake."""

import sys

from bench.told import report
from customerhero.agenda import agenda
from customerhero.facts.engines import open_engine
from customerhero.facts.lake import Lake

open_engine()  # Ibis loads its backend on first use; the peers' packages are loaded before the clock starts, too


def work() -> dict[str, int]:
    return {"findings": len(agenda(Lake.open(sys.argv[1]).facts()).findings)}


report(work)

"""The whole agenda of the last month from the lake."""

import sys

from bench.told import report
from customerhero.agenda import agenda
from customerhero.facts.lake import Lake


def work() -> dict[str, int]:
    return {"findings": len(agenda(Lake.open(sys.argv[1]).facts()).findings)}


report(work)

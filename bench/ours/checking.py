"""All of a lake looked through: checksums, rows, stays derived again."""

import sys

from bench.told import report
from customerhero.facts.lake import Lake


def work() -> dict[str, int]:
    found = Lake.check(sys.argv[1])
    return {"faults": len(found.faults), "files": found.files, "bytes": found.bytes}


report(work)

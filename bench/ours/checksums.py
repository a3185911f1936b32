"""What the newest facts come from, compared with its checksums: files and bytes, without opening an engine."""

import sys

from bench.told import report
from customerhero.facts.lake import Lake
from customerhero.facts.lake.seals import verify

lake = Lake.open(sys.argv[1])


def work() -> dict[str, int]:
    seals = lake.seals()
    verify(lake.path, seals, afresh=True)
    return {"files": len(seals), "bytes": sum(seal.size for seal in seals.values())}


report(work)

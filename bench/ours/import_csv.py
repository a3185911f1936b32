"""Our import of a CSV of events into a new lake: read, mapped, checked, written, derived and synced."""

import sys
from pathlib import Path

from bench.told import report
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake


def work() -> dict[str, int]:
    source, target = map(Path, sys.argv[1:])
    receipt = import_file(source, Lake.open_or_create(target), ImportOptions("events"))
    return {"rows": receipt.read, "refused": receipt.refused}


report(work)

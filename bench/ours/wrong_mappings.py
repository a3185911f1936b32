"""Mappings made wrong at random, applied in this process: how they ended."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from tests.facts.mapping.fuzzing import fuzzed

seed, many = (int(told) for told in sys.argv[1:])
started = time.perf_counter()
with tempfile.TemporaryDirectory() as folder:
    ends = fuzzed(seed, many, Path(folder))
print(json.dumps({"seconds": time.perf_counter() - started, "ends": dict(ends)}))

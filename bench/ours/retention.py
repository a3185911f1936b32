"""Retention with delayed entry by segment and the log-rank test, from the lake."""

import sys

from bench.told import report
from customerhero.agenda import ask_one, options_from, question_named
from customerhero.facts.engines import open_engine
from customerhero.facts.lake import Lake

open_engine()  # Ibis loads its backend on first use; the peers' packages are loaded before the clock starts, too


def work() -> dict[str, float]:
    options = options_from(question_named("retention"), {"by": "segment"})
    numbers = ask_one(Lake.open(sys.argv[1]).facts(), "retention", options).numbers
    return {name: value for name, value in numbers.items() if isinstance(value, int | float)}


report(work)

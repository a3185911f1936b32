"""Bright spots of people from the lake: counted, adjusted, shrunken and named."""

import sys

from bench.told import report
from customerhero.agenda import ask_one, options_from, question_named
from customerhero.facts.engines import open_engine
from customerhero.facts.lake import Lake

open_engine()  # Ibis loads its backend on first use; the peers' packages are loaded before the clock starts, too


def work() -> dict[str, float]:
    options = options_from(question_named("bright_spots"), {"outcome": "resolved_without_return"})
    answer = ask_one(Lake.open(sys.argv[1]).facts(), "bright_spots", options)
    (outcome,) = answer.tables["outcomes"].records()
    return {"named": answer.numbers["named_ones"], "people": outcome["compared"], "cases": outcome["n"]}


report(work)

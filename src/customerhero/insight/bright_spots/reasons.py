"""Why nobody can be told apart: said in plain words, because silence would be taken for a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from customerhero.insight.bright_spots.comparing import Compared
from customerhero.insight.bright_spots.options import Options

NOT_NAMED: Final = "No bright spot can be named on these data: "


def why_nobody(compared: Sequence[Compared], options: Options) -> str:
    """The reason in one sentence."""
    return NOT_NAMED + _reason(compared, options)


def _reason(compared: Sequence[Compared], options: Options) -> str:
    if not options.people and options.by in ("person", "behaviour"):
        return "results about persons are turned off."
    whom = "people" if options.of_people else "teams"
    if not compared:
        return f"they hold no outcome that can be laid to {whom}."
    told = [one for one in compared if one.spread is not None]
    if told:
        cases = sum(one.n for one in told)
        pairs = sum(one.one_of_two for one in told)
        if pairs:
            whose = "always together with the same colleague, and whose doing it is cannot be told"
            return f"{pairs:,} {whom} do well, but {whose}."
        return (
            f"what {whom} reach at the same mix of work differs too little, or too unsurely, to tell anybody from luck "
            f"({cases:,.0f} cases or customer-years of {max(one.peers for one in told)} {whom} compared)."
        )
    most = max(one.peers for one in compared)
    if most < options.fewest:
        role = " of one role" if options.of_people else ""
        few = f"at most {most} {whom}{role} have cases with an outcome"
        return f"{few}, and under {options.fewest} nobody can be told from luck."
    return "the outcome is the same in every case."

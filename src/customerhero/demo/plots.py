"""How cases go: each plot is a list of steps, written as `who what`, that a case of that plot runs through.

Who: F the front line of the customer's region, S the team that owns the topic, P the team it sometimes needs,
R renewals, C customer care. A star names the case's rule on that step. Where the front line owns the topic itself,
S is F and hand-overs between them fall away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from customerhero.demo.draws import Ints
from customerhero.facts.contracts import EVENT_KINDS

SLOTS: Final = ("F", "S", "P", "R", "C")
_TO_OWNER: Final = "F opened, F assigned, S transferred, S assigned"
_DONE: Final = "S resolved, S closed"


@dataclass(frozen=True)
class Plot:
    """One way a case goes: how often per 100 everyday cases, what it adds to the logit of being solved, its steps."""

    name: str
    share: float
    ease: float
    steps: str


PLOTS: Final = (
    Plot("answered", 45.3, 0.0, f"{_TO_OWNER}, S replied, {_DONE}"),
    Plot("waited for the customer", 14, 0.0, f"{_TO_OWNER}, S waiting, S replied, {_DONE}"),
    Plot("talked over", 9, 0.0, f"{_TO_OWNER}, S replied, S replied, {_DONE}"),
    Plot("promise kept", 9, 0.3, f"{_TO_OWNER}, S promised, S replied, S kept, {_DONE}"),
    Plot("granted at once", 5, 0.4, f"{_TO_OWNER}, S granted, S replied, {_DONE}"),
    Plot("refused", 4.6, -1.0, f"{_TO_OWNER}, S refused*, S replied, {_DONE}"),
    Plot("failed and repaired", 3, -0.1, f"{_TO_OWNER}, S failed, S acknowledged, S apologised, S remedied, {_DONE}"),
    Plot("reopened", 3, -0.8, f"{_TO_OWNER}, S replied, {_DONE}, S reopened, S replied, {_DONE}"),
    Plot("two teams", 2.6, -0.2, f"{_TO_OWNER}, P transferred, P assigned, P replied, P resolved, P closed"),
    Plot("promise broken", 0.9, -0.9, f"{_TO_OWNER}, S promised, S broken, S acknowledged, S apologised, {_DONE}"),
    Plot("refused, then granted", 1.2, 0.0, f"{_TO_OWNER}, S refused*, S asked_again, S granted, {_DONE}"),
    Plot("failed", 1.0, -1.0, f"{_TO_OWNER}, S failed, S replied, {_DONE}"),
    Plot("back and forth", 0.5, -0.5, f"{_TO_OWNER}, P transferred, P replied, S transferred, S replied, {_DONE}"),
    Plot("sent back", 0.3, -0.5, f"{_TO_OWNER}, F transferred, F replied, S transferred, S replied, {_DONE}"),
    Plot(
        "asked three times",
        0.3,
        -0.4,
        f"{_TO_OWNER}, S refused*, S asked_again, S refused*, S asked_again, S granted, {_DONE}",
    ),
    Plot(
        "granted after escalation",
        0.3,
        -0.3,
        f"{_TO_OWNER}, S refused*, S asked_again, C escalated, C replied, C granted, C resolved, C closed",
    ),
    Plot(
        "between two desks",
        0,
        -1.2,
        f"{_TO_OWNER}, P transferred*, P assigned, P refused*, S transferred*, S asked_again, P transferred*, "
        f"P refused*, S transferred*, S asked_again, S granted, {_DONE}",
    ),
    Plot("renewal call", 0, 0.0, "R opened, R assigned, R retention_offer, R replied, R resolved, R closed"),
    Plot(
        "leaving, with an offer",
        0,
        0.0,
        "F opened, F assigned, F notice_to_leave, R transferred, R assigned, R retention_offer, R resolved, R closed, "
        "R left",
    ),
    Plot("leaving", 0, 0.0, "F opened, F assigned, F notice_to_leave, F replied, F resolved, F closed, F left"),
    Plot(
        "talked round",
        0,
        0.0,
        "F opened, F assigned, F notice_to_leave, R transferred, R assigned, R retention_offer, R replied, R resolved, "
        "R closed",
    ),
)
STUCK: Final = next(n for n, plot in enumerate(PLOTS) if plot.name == "between two desks")
RENEWAL: Final = next(n for n, plot in enumerate(PLOTS) if plot.name == "renewal call")
LEAVING_OFFERED: Final = next(n for n, plot in enumerate(PLOTS) if plot.name == "leaving, with an offer")
LEAVING: Final = next(n for n, plot in enumerate(PLOTS) if plot.name == "leaving")
TALKED_ROUND: Final = next(n for n, plot in enumerate(PLOTS) if plot.name == "talked round")
KIND: Final = {kind: number for number, kind in enumerate(EVENT_KINDS)}


@dataclass(frozen=True)
class Script:
    """All plots as flat arrays of steps; plot p of the variant v (1: the front line owns the topic) is row 2p + v."""

    first: Ints
    length: Ints
    kind: Ints
    slot: Ints
    giver: Ints
    """The slot a transfer comes from, else -1."""
    names_rule: Ints


def script() -> Script:
    """The plots, each for topics with an owner of their own and for topics of the front line."""
    rows = [_steps(plot.steps, alone) for plot in PLOTS for alone in (False, True)]
    lengths = np.array([len(row) for row in rows])
    flat = np.array([step for row in rows for step in row])
    return Script(np.cumsum(lengths) - lengths, lengths, flat[:, 0], flat[:, 1], flat[:, 2], flat[:, 3])


def _steps(text: str, alone: bool) -> list[tuple[int, int, int, int]]:
    steps: list[tuple[int, int, int, int]] = []
    holder, skip_assigned = "", False
    for who, what in (step.split() for step in text.split(", ")):
        slot, kind = "F" if alone and who == "S" else who, what.rstrip("*")
        needless = kind == "transferred" and slot == holder
        if not needless and not (skip_assigned and kind == "assigned"):
            giver = SLOTS.index(holder) if kind in ("transferred", "escalated") else -1
            steps.append((KIND[kind], SLOTS.index(slot), giver, int(what.endswith("*"))))
        holder, skip_assigned = slot, needless
    return steps

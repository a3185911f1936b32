"""What is planted in the company, written beside its data so that whoever looks for it can be checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from customerhero.demo.cases import Cases
from customerhero.demo.cast import FADING_REASON, RULE_REASON, SEGMENTS
from customerhero.demo.customers import FADING, FADING_HAZARD, REASON_NUMBER, Customers, fading_since
from customerhero.demo.people import HERO_LOGIT, Staff
from customerhero.demo.plots import LEAVING, LEAVING_OFFERED, STUCK, TALKED_ROUND
from customerhero.demo.rhythm import Calendar
from customerhero.demo.surveys import Fall
from customerhero.demo.trouble import EARLY_OFFER, LATE_OFFER, STUCK_LEAVE, STUCK_SHARE
from customerhero.findings.months import month_name

Truth = dict[str, Any]
_CASES_TO_TELL = 80
"""Cases per person from which on luck no longer hides what the heroes add."""


@dataclass(frozen=True)
class World:
    """What was drawn, from which the truths' sizes are counted."""

    customers: Customers
    cases: Cases
    staff: Staff
    calendar: Calendar


def planted(world: World, fall: Fall, machine_events: int, events: int) -> list[Truth]:
    """The planted truths; each is found when the agenda (or the checks of an import) says `needed` of its `keys`."""
    found = [
        _rule_truth(world),
        _late_offers_truth(world),
        _fading_truth(world),
        _fall_truth(world, fall),
        _heroes_truth(world),
        _machine_truth(world, machine_events, events),
    ]
    return [{"needed": 1} | truth for truth in found]


def _rule_truth(world: World) -> Truth:
    stuck = world.cases.plot == STUCK
    lost = (world.customers.left < world.calendar.end) & (world.customers.reason == REASON_NUMBER[RULE_REASON])
    return {
        "name": "rule runaround",
        "what": "R-17 sends boiler repairs back and forth between the engineers and the parts desk; customers leave.",
        "where": {"rule": "R-17", "topic": "Boiler repair", "teams": ["FIELD", "PARTS"], "reason": RULE_REASON},
        "size": {
            "share_of_topic": STUCK_SHARE,
            "share_leaving": STUCK_LEAVE,
            "cases": int(stuck.sum()),
            "customers": len(np.unique(world.cases.customer[stuck])),
            "losses": int(lost.sum()),
        },
        "keys": [
            "runaround/route/FIELD>PARTS",
            "runaround/route/PARTS>FIELD",
            "runaround/rule/R-17",
            "runaround/topic/Boiler repair",
            "tug_of_war/rule/R-17",
            "tug_of_war/topic/Boiler repair",
            "losses/rule/R-17",
            *_reason_keys(RULE_REASON),
        ],
    }


def _late_offers_truth(world: World) -> Truth:
    notices = np.isin(world.cases.plot, [LEAVING, LEAVING_OFFERED, TALKED_ROUND])
    return {
        "name": "late offers",
        "what": "Customers get their first offer to stay only after they have given notice.",
        "where": {"teams": ["RETENTION"], "topic": "Leaving"},
        "size": {
            "offered_before_notice": EARLY_OFFER[True],
            "offered_after_notice": LATE_OFFER[True],
            "notices": int(notices.sum()),
            "offers_after_notice": int(np.isin(world.cases.plot, [LEAVING_OFFERED, TALKED_ROUND]).sum()),
        },
        "keys": ["last_resort/organisation/offers", "last_resort/organisation/all", "last_resort/topic/Leaving"],
    }


def _fading_truth(world: World) -> Truth:
    since, calendar, segment = fading_since(world.calendar), world.calendar, SEGMENTS[FADING].name
    theirs = world.customers.segment == FADING
    present = theirs & (world.customers.left >= since) & (world.customers.joined < calendar.end)
    lost = theirs & (world.customers.left >= since) & (world.customers.left < calendar.end)
    return {
        "name": "fading segment",
        "what": f"{segment} leave for one reason, the new standing charge, from some month on.",
        "where": {"segment": segment, "reason": FADING_REASON, "since": month_name(calendar.day_at(since))},
        "size": {
            "added_monthly_hazard": FADING_HAZARD,
            "customers": int(present.sum()),
            "losses": int(lost.sum()),
            "losses_for_the_reason": int((lost & (world.customers.reason == REASON_NUMBER[FADING_REASON])).sum()),
        },
        "keys": [
            *(f"{insight}/segment/{segment}" for insight in ("losses", "retention", "growth")),
            *_reason_keys(FADING_REASON),
        ],
    }


def _fall_truth(world: World, fall: Fall) -> Truth:
    return {
        "name": "nps fall",
        "what": "The net promoter score falls in the last month; the new bill is what they write about.",
        "where": {"metric": "nps", "month": month_name(world.calendar.last)},
        "size": {
            "n_before": fall.answers_before,
            "nps_before": fall.nps_before,
            "n": fall.answers,
            "nps": fall.nps,
        },
        "keys": ["voice/organisation/nps"],
    }


def _heroes_truth(world: World) -> Truth:
    heroes = [world.staff.ids[number] for number in np.flatnonzero(world.staff.heroes)]
    return {
        "name": "six heroes",
        "what": "Six employees solve more of what they get, but get harder cases: raw shares do not show it.",
        "where": {"people": heroes, "outcome": "solved", "adjust_by": ["topic", "priority"]},
        "size": {"logit": HERO_LOGIT},
        "keys": [f"bright_spots/person/{hero}" for hero in heroes],
        "needed": _heroes_needed(world),
    }


def _heroes_needed(world: World) -> int:
    """How many of them must be found: all where everybody has cases enough to be told from luck, half elsewhere."""
    enough = len(world.cases) / len(world.staff.ids) >= _CASES_TO_TELL
    return int(world.staff.heroes.sum()) if enough else 3


def _machine_truth(world: World, machine_events: int, events: int) -> Truth:
    machine = world.staff.ids[world.staff.machine]
    return {
        "name": "machine account",
        "what": "One account is a machine: it opens and assigns cases at all hours, and nobody marked it as one.",
        "where": {"person": machine},
        "size": {"events": machine_events, "share_of_events": round(machine_events / max(events, 1), 4)},
        "keys": [f"checks/system_account/{machine}"],
    }


def _reason_keys(reason: str) -> list[str]:
    """A reason is named by its path, told whole or down to the cause or the domain."""
    levels = reason.split(" > ")
    return [f"losses/reason/{' > '.join(levels[:depth])}" for depth in range(len(levels), 0, -1)]

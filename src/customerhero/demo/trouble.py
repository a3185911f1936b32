"""What the planted rule does, and how customers leave: notices, and offers before or after them."""

from __future__ import annotations

from typing import Final

import numpy as np

from customerhero.demo.cases import PHONE, RULE_NUMBER, TOPIC_NUMBER, WEB, Cases, rules_of
from customerhero.demo.cast import RULE_REASON
from customerhero.demo.customers import REASON_NUMBER, Customers, leaving_earlier, office_hour
from customerhero.demo.draws import Ints, stream
from customerhero.demo.plots import LEAVING, LEAVING_OFFERED, RENEWAL, STUCK, TALKED_ROUND
from customerhero.demo.rhythm import DAY, Calendar

STUCK_SHARE: Final = 0.45
"""Share of the cases of the planted rule's topic that are sent back and forth by it."""
STUCK_LEAVE: Final = 0.22
"""Share of the customers of such a case who leave for it."""
TALKED_SHARE: Final = 0.05
EARLY_OFFER: Final = {False: 0.94, True: 0.08}
"""Share of those who give notice who had an offer before, without and with the planted lateness."""
LATE_OFFER: Final = {False: 0.40, True: 0.85}
"""Share of the leavers who get an offer with their notice."""
_SILENT: Final = 0.15
_SHORTEST_STAY: Final = 12 * DAY


def stuck_by_rule(cases: Cases, seed: int) -> Cases:
    """The same cases, but R-17 sends many boiler repairs back and forth between the engineers and the parts desk."""
    chance = stream(seed, "planted rule")
    stuck = (cases.topic == TOPIC_NUMBER["Boiler repair"]) & (chance.random(len(cases)) < STUCK_SHARE)
    plot = np.where(stuck, STUCK, cases.plot)
    rule = np.where(stuck, RULE_NUMBER["R-17"], cases.rule)
    return Cases(cases.customer, cases.opened, cases.topic, plot, cases.channel, cases.priority, rule)


def leaving_for_rule(customers: Customers, cases: Cases, seed: int) -> Customers:
    """The same customers, but some who were stuck leave some weeks later and say why."""
    chance = stream(seed, "leaving for the rule")
    stuck = np.flatnonzero(cases.plot == STUCK)
    leaves = stuck[chance.random(len(stuck)) < STUCK_LEAVE]
    then = office_hour(chance, cases.opened[leaves] + chance.integers(30, 90, len(leaves)) * DAY)
    left = np.full(len(customers), np.iinfo(np.int64).max)
    np.minimum.at(left, cases.customer[leaves], then)
    return leaving_earlier(customers, left < customers.left, left, REASON_NUMBER[RULE_REASON])


def farewells(customers: Customers, calendar: Calendar, seed: int, truths: bool) -> list[Cases]:
    """Notices to leave and the offers made before them."""
    chance = stream(seed, "farewells")
    count = len(customers)
    stays = customers.left >= calendar.end + 45 * DAY
    first = np.maximum(customers.joined, calendar.start) + DAY
    somewhere = first + (chance.random(count) * (calendar.end - first)).astype(np.int64)
    notice = np.where(stays, somewhere, customers.left - chance.integers(12, 45, count) * DAY)
    notice = office_hour(chance, notice)
    gives = np.where(stays, chance.random(count) < TALKED_SHARE, chance.random(count) > _SILENT)
    gives &= (notice >= first) & (notice < calendar.end)
    plot = np.where(stays, TALKED_ROUND, np.where(chance.random(count) < LATE_OFFER[truths], LEAVING_OFFERED, LEAVING))
    early = gives & (chance.random(count) < EARLY_OFFER[truths]) & (notice - first > 3 * DAY)
    before = np.minimum(chance.integers(15, 100, count) * DAY, (notice - first) // 2)
    return [
        _about("Leaving", np.flatnonzero(gives), notice, plot, seed),
        _about(
            "Contract renewal", np.flatnonzero(early), office_hour(chance, notice - before), plot * 0 + RENEWAL, seed
        ),
    ]


def _about(topic: str, customer: Ints, opened: Ints, plot: Ints, seed: int) -> Cases:
    chance = stream(seed, topic)
    about = np.full(len(customer), TOPIC_NUMBER[topic])
    channel = np.where(chance.random(len(customer)) < 0.6, PHONE, WEB)
    normal = np.zeros(len(customer), dtype=np.int64)
    return Cases(customer, opened[customer], about, plot[customer], channel, normal, rules_of(chance, about))

"""The customers: who they are, since when, how content, and when and why they leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customerhero.demo.cast import FADING_REASON, FIRST_NAMES, LAST_NAMES, REASONS, SEGMENTS, TRADES
from customerhero.demo.columns import Columns, chosen, ids, times
from customerhero.demo.draws import Flags, Floats, Ints, Wheel, stream
from customerhero.demo.people import TEAM_NUMBER, Staff
from customerhero.demo.rhythm import DAY, HOUR, Calendar
from customerhero.facts.contracts import ACQUISITIONS

FADING: Final = next(number for number, segment in enumerate(SEGMENTS) if segment.name == "Landlords")
FADING_MONTHS: Final = 8
FADING_HAZARD: Final = 0.045
"""Monthly hazard added to the fading segment in its last months."""
REASON_NUMBER: Final = {reason.text: number for number, reason in enumerate(REASONS)}
MONTH: Final = 30.4375 * DAY
_BEFORE: Final = 0.68
"""Share of the customers who were there before the data begin."""
_ACQUIRED: Final = (0.18, 0.22, 0.45, 0.15)


@dataclass(frozen=True)
class Customers:
    """The customers, by number. Times are seconds; who stays has a `left` after the end of the data."""

    joined: Ints
    left: Ints
    reason: Ints
    segment: Ints
    region: Ints
    mood: Floats
    contacts: Floats
    """How often it calls, relative to others: few call a lot."""

    def __len__(self) -> int:
        return len(self.joined)


def win(count: int, calendar: Calendar, seed: int, truths: bool) -> Customers:
    """So many customers, with the day each would leave if nothing but its own reasons mattered."""
    chance = stream(seed, "customers")
    segment = Wheel([part.share for part in SEGMENTS]).spins(chance, count)
    joined = _joined(chance, count, calendar)
    mood = chance.standard_normal(count)
    contacts = chance.gamma(1.6, 1 / 1.6, count) + 0.05
    left, reason = _leaving(segment, joined, mood, calendar, seed)
    customers = Customers(joined, left, reason, segment, chance.integers(0, 2, count), mood, contacts)
    return _fading(customers, calendar, seed) if truths else customers


def fading_since(calendar: Calendar) -> int:
    """The first second of the month from which on the fading segment leaves."""
    starts = calendar.month_starts()
    day = starts[max(0, len(starts) - FADING_MONTHS)]
    return calendar.start + (day - calendar.first).days * DAY


def customer_columns(customers: Customers, staff: Staff, calendar: Calendar, seed: int) -> Columns:
    """The columns of `customers`."""
    chance = stream(seed, "customer columns")
    count, gone = len(customers), customers.left < calendar.end
    stated = np.where(gone & (chance.random(count) < 0.9), customers.reason, -1)
    coded = gone & (chance.random(count) < 0.6)
    other = Wheel([reason.share for reason in REASONS]).spins(chance, count)
    root = np.where(coded, np.where(chance.random(count) < 0.75, customers.reason, other), -1)
    avoidable = np.array([reason.avoidable for reason in REASONS])[customers.reason]
    return {
        "customer_id": ids("C", 7, np.arange(count)),
        "name": _customer_names(chance, customers.segment),
        "segment": chosen([segment.name for segment in SEGMENTS], customers.segment),
        "joined_at": times(customers.joined),
        "left_at": times(customers.left, gone),
        "leave_reason": chosen([reason.text for reason in REASONS], stated),
        "root_reason": chosen([reason.text for reason in REASONS], root),
        "avoidable": pa.array(avoidable, mask=~coded),
        "acquired_by": chosen(ACQUISITIONS, Wheel(_ACQUIRED).spins(chance, count)),
        "owner_id": chosen(staff.ids, _owners(chance, customers.segment, staff)),
    }


def office_hour(chance: np.random.Generator, at: Ints) -> Ints:
    """Each time moved to some office hour of its day."""
    return at // DAY * DAY + 9 * HOUR + chance.integers(0, 8 * HOUR, len(at))


def _joined(chance: np.random.Generator, count: int, calendar: Calendar) -> Ints:
    before = chance.random(count) < _BEFORE
    earlier = calendar.start - 60 * DAY * (1 + chance.gamma(1.5, 10.0, count))
    within = calendar.start + chance.random(count) * (calendar.end - calendar.start)
    return office_hour(chance, np.where(before, earlier, within).astype(np.int64))


def _leaving(segment: Ints, joined: Ints, mood: Floats, calendar: Calendar, seed: int) -> tuple[Ints, Ints]:
    chance = stream(seed, "leaving")
    hazard = np.array([part.hazard for part in SEGMENTS])[segment] * np.exp(-0.35 * mood)
    entered = np.maximum(joined + 20 * DAY, calendar.start)
    left = entered + (chance.exponential(1.0, len(joined)) / hazard * MONTH).astype(np.int64)
    reason = Wheel([part.share for part in REASONS]).spins(chance, len(joined))
    return office_hour(chance, left), reason


def _fading(customers: Customers, calendar: Calendar, seed: int) -> Customers:
    chance = stream(seed, "fading segment")
    entered = np.maximum(customers.joined + 20 * DAY, fading_since(calendar))
    left = office_hour(chance, entered + (chance.exponential(MONTH / FADING_HAZARD, len(customers))).astype(np.int64))
    earlier = (customers.segment == FADING) & (left < customers.left)
    return leaving_earlier(customers, earlier, left, REASON_NUMBER[FADING_REASON])


def leaving_earlier(customers: Customers, who: Flags, left: Ints, reason: int) -> Customers:
    """The same customers, but these leave at another time for another reason."""
    return Customers(
        customers.joined,
        np.where(who, left, customers.left),
        np.where(who, reason, customers.reason),
        customers.segment,
        customers.region,
        customers.mood,
        customers.contacts,
    )


def _customer_names(chance: np.random.Generator, segment: Ints) -> pa.Array:
    count = len(segment)
    last = chosen(LAST_NAMES, chance.integers(0, len(LAST_NAMES), count))
    first = chosen(FIRST_NAMES, chance.integers(0, len(FIRST_NAMES), count))
    trade = chosen(TRADES, chance.integers(0, len(TRADES), count))
    business = pa.array(np.array([part.business for part in SEGMENTS])[segment])
    return pc.if_else(business, _spaced(last, trade), _spaced(first, last))


def _spaced(one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(one, other, " ")


def _owners(chance: np.random.Generator, segment: Ints, staff: Staff) -> Ints:
    owners = np.flatnonzero(staff.team == TEAM_NUMBER["RETENTION"])
    business = np.array([part.business for part in SEGMENTS])[segment]
    return np.where(business, owners[chance.integers(0, len(owners), len(segment))], -1)

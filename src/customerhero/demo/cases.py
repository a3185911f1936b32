"""The cases: whose, when, about what, and which plot each follows."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from customerhero.demo.cast import CHANNEL_SHARES, CHANNELS, FRONT, PRIORITY_SHARES, RULES, SEGMENTS, TOPICS
from customerhero.demo.customers import Customers
from customerhero.demo.draws import Flags, Floats, Ints, Wheel, stream
from customerhero.demo.plots import PLOTS, script
from customerhero.demo.rhythm import DAY, HOUR, HOURS, Calendar, is_weekend

PHONE, WEB = CHANNELS.index("phone"), CHANNELS.index("web")
TOPIC_NUMBER = {topic.name: number for number, topic in enumerate(TOPICS)}
RULE_NUMBER = {rule.id: number for number, rule in enumerate(RULES)}
_RULES_OF = np.array([[RULE_NUMBER[rule] for rule in topic.rules] for topic in TOPICS])
_FRONT_OWNS = np.array([topic.owner == FRONT for topic in TOPICS])
_MORE = 1.9
"""How much more often a segment comes with the topics it has more of."""
_SPARE = 1.1
"""Cases drawn for one needed: some fall away when their customer leaves early."""


@dataclass(frozen=True)
class Cases:
    """Cases by number; times are seconds."""

    customer: Ints
    opened: Ints
    topic: Ints
    plot: Ints
    channel: Ints
    priority: Ints
    rule: Ints
    """The rule that its starred steps name."""

    def __len__(self) -> int:
        return len(self.customer)

    def take(self, which: Ints | Flags | slice) -> Cases:
        """Some of the cases."""
        return Cases(*(getattr(self, field.name)[which] for field in fields(self)))

    def front_owned(self) -> Flags:
        """Whether each is about a topic that the front line solves itself."""
        return _FRONT_OWNS[self.topic]


def merged(parts: list[Cases]) -> Cases:
    """All these cases in the order in which they were opened."""
    together = Cases(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Cases)))
    return together.take(np.lexsort((together.plot, together.customer, together.opened)))


def everyday_cases(customers: Customers, calendar: Calendar, events: int, seed: int) -> Cases:
    """The cases of everyday, enough for so many events, in the order of the draw; each while its customer is one."""
    chance = stream(seed, "cases")
    enters, leaves = _shares_present(customers, calendar)
    expected = np.cumsum(customers.contacts * (leaves - enters))
    if expected[-1] <= 0:
        return _with_details(chance, np.zeros(0, np.int64), np.zeros(0, np.int64), customers, calendar)
    count = max(1, round(_SPARE * events / _events_per_case()))
    customer = np.searchsorted(expected, chance.random(count) * expected[-1], side="right")
    share = enters[customer] + chance.random(count) * (leaves - enters)[customer]
    return _with_details(chance, customer, calendar.day_of_share(share), customers, calendar)


def before_leaving(cases: Cases, customers: Customers) -> Cases:
    """Without the cases that were opened when the customer had left."""
    return cases.take(cases.opened < customers.left[cases.customer] // DAY * DAY)


def within(cases: Cases, events: int) -> Cases:
    """The first cases that make no more than so many events, one at least."""
    return cases.take(slice(0, max(1, int(np.searchsorted(np.cumsum(steps_of(cases)), events, side="right")))))


def steps_of(cases: Cases) -> Ints:
    """How many events each makes when it comes to its end."""
    return script().length[cases.plot * 2 + cases.front_owned()]


def rules_of(chance: np.random.Generator, topic: Ints) -> Ints:
    """One of the two rules of each topic."""
    return _RULES_OF[topic, chance.integers(0, 2, len(topic))]


def _shares_present(customers: Customers, calendar: Calendar) -> tuple[Floats, Floats]:
    """Between which shares of all arrivals each customer is one, in whole days: from the day after it joined."""
    enters = np.clip(calendar.day_of(customers.joined) + 1, 0, calendar.days)
    leaves = np.clip(calendar.day_of(customers.left), enters, calendar.days)
    return calendar.arrivals[enters], calendar.arrivals[leaves]


def _events_per_case() -> float:
    lengths = script().length.reshape(len(PLOTS), 2)
    plots = np.array([plot.share for plot in PLOTS])
    topics = np.array([topic.share for topic in TOPICS])
    alone = topics[_FRONT_OWNS].sum() / topics.sum()
    per_case: float = plots @ (lengths[:, 0] * (1 - alone) + lengths[:, 1] * alone) / plots.sum()
    return per_case


def _with_details(
    chance: np.random.Generator, customer: Ints, day: Ints, customers: Customers, calendar: Calendar
) -> Cases:
    topic = _topic_wheel(calendar).spin(chance, customers.segment[customer] * calendar.days + day)
    channel = Wheel(CHANNEL_SHARES).spins(chance, len(day))
    midnight = calendar.start + day * DAY
    channel = np.where((channel == PHONE) & is_weekend(midnight), WEB, channel)
    hour = HOURS.spin(chance, (channel != PHONE).astype(np.int64))
    opened = midnight + hour * HOUR + chance.integers(0, HOUR, len(day))
    plot = Wheel([plot.share for plot in PLOTS]).spins(chance, len(day))
    priority = Wheel(PRIORITY_SHARES).spins(chance, len(day))
    return Cases(customer, opened, topic, plot, channel, priority, rules_of(chance, topic))


def _topic_wheel(calendar: Calendar) -> Wheel:
    """Topics by segment and day: boilers fail in winter, solar panels ask in summer."""
    day = np.arange(calendar.days) + calendar.first.timetuple().tm_yday
    season = 1 + np.outer(np.cos(2 * np.pi * (day - 15) / 365.25), [topic.winter for topic in TOPICS])
    shares = np.array(
        [[topic.share * (_MORE if topic.name in part.more else 1.0) for topic in TOPICS] for part in SEGMENTS]
    )
    return Wheel((shares[:, None, :] * season[None, :, :]).reshape(-1, len(TOPICS)))

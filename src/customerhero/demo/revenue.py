"""What customers pay: a month's amount by segment, now and then more or less, while they are customers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa

from customerhero.demo.cast import CURRENCY, SEGMENTS
from customerhero.demo.columns import Columns, chosen, ids, money
from customerhero.demo.customers import Customers
from customerhero.demo.draws import Flags, Floats, stream
from customerhero.demo.rhythm import DAY, Calendar, seconds

_BATCH: Final = 20_000
_UP, _DOWN = 0.020, 0.012


def revenue_batches(customers: Customers, calendar: Calendar, seed: int) -> Iterator[Columns]:
    """The columns of `revenue`, some customers at a time."""
    for first in range(0, len(customers), _BATCH):
        who = slice(first, min(first + _BATCH, len(customers)))
        chance = stream(seed, "revenue", first)
        amounts = _amounts(chance, np.array([s.revenue for s in SEGMENTS])[customers.segment[who]], calendar)
        yield _columns(first, amounts, _present(customers, who, calendar), calendar)


def _amounts(chance: np.random.Generator, typical: Floats, calendar: Calendar) -> Floats:
    """Cents by customer and month."""
    shape = (len(typical), len(calendar.month_starts()))
    first = typical * 100 * np.exp(0.5 * chance.standard_normal(len(typical)))
    move, size = chance.random(shape), chance.random(shape)
    factor = np.where(move < _UP, 1.08 + 0.3 * size, np.where(move > 1 - _DOWN, 0.9 - 0.3 * size, 1.0))
    return np.asarray(first[:, None] * np.cumprod(factor, axis=1))


def _present(customers: Customers, who: slice, calendar: Calendar) -> Flags:
    """In which months each customer pays: from the one it joins to the one it leaves."""
    starts = np.array([seconds(day) for day in calendar.month_starts()])
    ends = np.append(starts[1:], calendar.end)
    return np.asarray((customers.joined[who, None] < ends) & (customers.left[who, None] >= starts))


def _columns(first: int, amounts: Floats, present: Flags, calendar: Calendar) -> Columns:
    customer, month = np.nonzero(present)
    days = np.array([seconds(day) // DAY for day in calendar.month_starts()], dtype=np.int32)
    return {
        "customer_id": ids("C", 7, first + customer),
        "period": pa.array(days[month], pa.int32()).cast(pa.date32()),
        "amount": money(amounts[present].astype(np.int64)),
        "currency": chosen((CURRENCY,), np.zeros(len(customer), dtype=np.int64)),
    }

"""Arrays of numbers as the columns of a file: texts, times, money, each with its gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from customerhero.demo.draws import Flags, Ints
from customerhero.facts.schemas import MONEY_DECIMALS, MONEY_DIGITS

Columns = dict[str, pa.Array]
_PARTS = 10**MONEY_DECIMALS // 100


def ids(letter: str, digits: int, numbers: Ints, present: Flags | None = None) -> pa.Array:
    """Ids such as K00000042, counted from one; null where not present."""
    mask = None if present is None else ~present
    text = pc.cast(pa.array(numbers + 10**digits + 1, mask=mask), pa.string())
    return pc.utf8_replace_slice(text, 0, 1, letter)


def chosen(words: Sequence[str | None], numbers: npt.NDArray[Any]) -> pa.Array:
    """The word of each number; null for -1."""
    index = pa.array(numbers.astype(np.int32), mask=numbers < 0)
    return pa.array(words, pa.string()).take(index)


def times(seconds: Ints, present: Flags | None = None) -> pa.Array:
    """Seconds since 1970 as timestamps; null where not present."""
    mask = None if present is None else ~present
    return pa.array((seconds * 1_000_000).astype("datetime64[us]"), pa.timestamp("us"), mask=mask)


def money(cents: Ints, present: Flags | None = None) -> pa.Array:
    """Whole cents as money; null where not present."""
    parts = np.ascontiguousarray(np.stack([cents * _PARTS, cents >> 63], axis=1))
    kind = pa.decimal128(MONEY_DIGITS, MONEY_DECIMALS)
    amounts = pa.Array.from_buffers(kind, len(cents), [None, pa.py_buffer(parts)])
    return amounts if present is None else pc.if_else(pa.array(present), amounts, pa.scalar(None, kind))

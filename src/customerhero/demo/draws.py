"""Chance with a fixed seed: one stream of random numbers per purpose, and weighted draws by group."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def stream(seed: int, purpose: str, part: int = 0) -> np.random.Generator:
    """The random numbers of one purpose: what one part of the company draws never moves what another part gets."""
    return np.random.Generator(np.random.PCG64([seed, crc32(purpose.encode()), part]))


class Wheel:
    """Weighted draws among the columns of a table of weights; each draw names the row whose weights hold for it."""

    def __init__(self, weights: npt.ArrayLike) -> None:
        table = np.atleast_2d(np.asarray(weights, dtype=np.float64))
        shares = np.cumsum(table, axis=1) / table.sum(axis=1, keepdims=True)
        self._options = table.shape[1]
        # All rows lie one after another, row r on [r, r + 1): one sorted search draws for every row at once.
        self._edges = (shares + np.arange(len(table))[:, None]).ravel()

    def spin(self, chance: np.random.Generator, rows: npt.NDArray[Any]) -> Ints:
        """One option per entry of `rows`."""
        found = np.searchsorted(self._edges, rows + chance.random(len(rows)), side="right")
        return np.asarray(np.minimum(found - rows * np.int64(self._options), self._options - 1))

    def spins(self, chance: np.random.Generator, count: int) -> Ints:
        """`count` options of the first row."""
        return self.spin(chance, np.zeros(count, dtype=np.int64))

"""Sums of floats that are the same to the last digit however an engine deals the rows out among its threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


def exact_sum(numbers: ir.NumericColumn, where: ir.BooleanValue | None = None, digits: int = 28) -> ir.FloatingScalar:
    """The sum of figures of at most `digits` digits, nine of them decimals: floats are added as decimals."""
    return numbers.cast(f"decimal({digits}, 9)").sum(where=where).cast("float64")

"""Who moved: customers who answered twice, from what they were to what they are."""

from __future__ import annotations

from typing import Any, Final

from customerhero.charts import css_palette, ribbons
from customerhero.web.voice.columns import STANDINGS

BEST_FIRST: Final = ("promoter", "passive", "detractor")


def moves_drawn(rows: list[dict[str, Any]]) -> str:
    """The moves as ribbons; those of few customers are left out of the drawing."""
    told = {(row["from"], row["to"]): row["customers"] for row in rows}
    return ribbons(told, BEST_FIRST, {name: str(called) for name, called in STANDINGS.items()}, css_palette())


def up_and_down(rows: list[dict[str, Any]]) -> dict[str, int | None]:
    """How many moved up and how many down, of how many; None where few customers stand in the way of telling."""
    return {
        "of": rows[0]["of"] if rows else 0,
        "up": _sum(rows, -1),
        "down": _sum(rows, 1),
    }


def _sum(rows: list[dict[str, Any]], way: int) -> int | None:
    own = [row["customers"] for row in rows if _step(row) * way > 0]
    return None if any(number is None for number in own) else sum(own)


def _step(row: dict[str, Any]) -> int:
    return BEST_FIRST.index(row["to"]) - BEST_FIRST.index(row["from"])

"""How often verdicts were wrong where everything is known: counts of the simulation in docs/methods/verdicts.md."""

from __future__ import annotations

from typing import Any, Final

AT_REST: Final[dict[str, Any]] = {"companies": 7, "agendas": 21, "hurts": 2, "changes": 0}
"""Agendas of simulated companies in which nothing is wrong; what they tell all the same. A test compares."""

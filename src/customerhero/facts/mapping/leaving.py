"""Columns that say whether a customer left and not when: yes and no, or a status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from customerhero.facts.mapping.plain_names import squeezed
from customerhero.facts.mapping.sampling import Sampled

_NAMES: Final = (
    "churn label", "churn", "churned", "churn flag", "churn value", "churn status", "is churned", "has churned",
    "attrition", "attrition flag", "exited", "left", "has left", "cancelled", "canceled", "is cancelled", "is canceled",
    "terminated", "gekündigt", "abgewandert", "baja", "résilié", "opgezegd", "disdetto", "customer status",
    "account status", "subscription status", "membership status", "status",
)  # fmt: skip
"""The likeliest first."""
_LEFT: Final = frozenset((
    "yes", "y", "true", "t", "1", "1.0", "churned", "churn", "left", "cancelled", "canceled", "exited", "inactive",
    "ended", "terminated", "attrited customer", "ja", "j", "gekündigt", "abgewandert", "sí", "si", "oui", "lost",
    "former", "closed",
))  # fmt: skip
_STAYED: Final = frozenset((
    "no", "n", "false", "f", "0", "0.0", "stayed", "stay", "active", "existing customer", "existing", "joined",
    "current", "retained", "nein", "aktiv", "non", "nee", "open", "new",
))  # fmt: skip


def left_column(columns: Sequence[Sampled]) -> Sampled | None:
    """The column that says whether a customer left, by its name and its values; None when there is none."""
    ranked = {squeezed(name): place for place, name in reversed(list(enumerate(_NAMES)))}
    found = [column for column in columns if squeezed(column.name) in ranked and _says(column)]
    return min(found, key=lambda column: ranked[squeezed(column.name)], default=None)


def left_values(column: Sampled) -> dict[str, bool]:
    """Its values, each with whether it means that the customer left."""
    return {value: value.casefold() in _LEFT for value in sorted(set(column.values))}


def _says(column: Sampled) -> bool:
    told = {value.casefold() for value in column.values}
    return bool(told) and told <= _LEFT | _STAYED

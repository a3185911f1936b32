"""What can be chosen when one customer's history is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.errors import QuestionError

NAME: Final = "autopsy"
NEEDS: Final[tuple[str, ...]] = ()  # any table that knows the customer will do


@dataclass(frozen=True)
class Options:
    """Whose history, and how it is counted; each default is the documented one."""

    customer_id: str = ""
    """The customer in the source system."""
    month: str | None = None
    """Not used: a history has no month."""
    before_days: int = 180
    """A rule counts beside a customer who left when it was named in its cases within so many days before."""
    smallest_group: int = 5
    """A team of fewer people is not named."""
    value_months: int = 12
    """Value a year is the revenue of so many months up to leaving, or up to the day of the data."""
    near_ids: int = 5
    """So many similar ids are suggested for one that is unknown."""

    def __post_init__(self) -> None:
        """Refuse the question without a customer."""
        if not self.customer_id:
            raise QuestionError(
                "Whose history?", "Name a customer: hero insight autopsy --customer CUSTOMER_ID.", question=NAME
            )

"""Who may do what with customers."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import EVERYONE, LEADERS, Role

SEE_CUSTOMERS: Final = Door("look up customers and read their timeline", EVERYONE)
ERASE_CUSTOMERS: Final = Door("erase customers for good", frozenset({Role.ADMINISTRATOR}))
FOLLOW_CUSTOMERS: Final = Door("be a customer's advocate", LEADERS | {Role.EMPLOYEE})

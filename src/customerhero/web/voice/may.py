"""Who may hear what customers say."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import LEADERS, Role

HEAR_CUSTOMERS: Final = Door("read what customers say", LEADERS | {Role.READER})

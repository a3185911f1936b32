"""Who may see whom we lost."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import LEADERS, Role

SEE_LOSSES: Final = Door("see whom we lost, what they were worth, and why", LEADERS | {Role.READER})

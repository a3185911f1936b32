"""Who may do what with sources and imports."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import LEADERS, Role

SEE_SOURCES: Final = Door("see sources and imports", LEADERS | {Role.READER})
BRING_DATA: Final = Door("bring data in", frozenset({Role.LEAD, Role.ADMINISTRATOR}))

"""Who may do what with jobs."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import Role

SEE_JOBS: Final = Door("see what is done in the background", frozenset({Role.LEAD, Role.ADMINISTRATOR}))
RETRY_JOBS: Final = Door("have failed jobs tried again", frozenset({Role.LEAD, Role.ADMINISTRATOR}))
CANCEL_JOBS: Final = Door("end jobs that wait or run", frozenset({Role.LEAD, Role.ADMINISTRATOR}))

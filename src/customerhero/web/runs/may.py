"""Who may do what with the agenda and its findings."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import LEADERS, Role

SEE_FINDINGS: Final = Door("read the agenda and its findings", LEADERS | {Role.READER})
DECIDE_ON_FINDINGS: Final = Door("dismiss findings", LEADERS)
START_RUNS: Final = Door("have an agenda made", LEADERS)

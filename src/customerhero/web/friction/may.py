"""Who may do what with friction."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import LEADERS, Role

SEE_FRICTION: Final = Door("see where customers meet friction", LEADERS | {Role.READER})
DECLARE_ROUTES: Final = Door("say which hand-offs are meant to be", LEADERS)

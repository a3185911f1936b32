"""Who may do what with backups."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import Role

LOOK_AFTER_BACKUPS: Final = Door("look after backups", frozenset({Role.ADMINISTRATOR}))

"""Who may do what with people."""

from typing import Final

from customerhero.web.doors import Door
from customerhero.web.people.roles import Role

MANAGE_PEOPLE: Final = Door("invite people, set roles and teams", frozenset({Role.ADMINISTRATOR}))
SEE_AUDIT: Final = Door("read the audit trail", frozenset({Role.ADMINISTRATOR}))

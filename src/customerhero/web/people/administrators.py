"""There is always an administrator: the last one can neither be given another role nor be shut out."""

from __future__ import annotations

from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role


def is_last_administrator(person: Person) -> bool:
    """Whether nobody else could set roles; call it in a transaction, it keeps two from leaving at once."""
    administrators = Person.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    return [administrator.pk for administrator in administrators.order_by("pk")] == [person.pk]

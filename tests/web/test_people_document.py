"""docs/people.md says who may enter where; here it is compared with the doors themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from customerhero.web.doors import Door
from customerhero.web.people.inviting import LASTS
from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role
from tests.web.test_doors import OURS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")
ROLES = (Role.EMPLOYEE, Role.READER, Role.EXECUTIVE, Role.LEAD, Role.ADMINISTRATOR)


def lines() -> list[str]:
    """The table as the doors of the URL table make it."""
    doors = {address.door for address in OURS if address.door and not address.door.public}
    wide = sorted(doors, key=lambda door: (-sum(may(door, role) for role in ROLES), door.name))
    head = ["| to | " + " | ".join(str(role.value) for role in ROLES) + " |", "|---|" + ":-:|" * len(ROLES)]
    return head + [
        f"| {door.name} | " + " | ".join("yes" if may(door, role) else "–" for role in ROLES) + " |" for door in wide
    ]


def may(door: Door, role: Role) -> bool:
    return door.lets_in(Person(role=role))


def test_the_document_says_who_may_enter_where() -> None:
    told = [line for line in DOCUMENT.splitlines() if line.startswith(("| ", "|---"))]
    assert told == lines(), "docs/people.md: put this table there:\n" + "\n".join(lines())


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_described(role: Role) -> None:
    assert f"**{role.label}**" in DOCUMENT


def test_how_long_an_invitation_lasts() -> None:
    assert f"{LASTS.days} days" in DOCUMENT

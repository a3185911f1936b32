"""The ways onward from the desk: what each role does first, and what it comes back for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customerhero.web.look.navigation import door_of
from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role


@dataclass(frozen=True)
class Way:
    """One thing to do next: its page, its icon, and why one would."""

    url_name: str
    icon: str
    title: Promise
    why: Promise


@dataclass(frozen=True)
class OpenWay:
    """A way this person may go."""

    way: Way
    url: str


@dataclass(frozen=True)
class Lesson:
    """What an empty desk teaches a role."""

    title: Promise
    text: Promise


_LESSONS: Final = {
    Role.EMPLOYEE: Lesson(
        _("Soon good work is seen here"),
        _("Customer Hero reads what the organisation already has: cases, what customers said, who stayed. When "
          "somebody was served superbly, it names who did it. It never blames a person: systems get the blame."),
    ),
    Role.EXECUTIVE: Lesson(
        _("One page a month"),
        _("Once data are here, the month's agenda stands on this page: what hurt customers, what it costs, what served "
          "them superbly, each with how sure it is. Ask your customer-experience lead to bring the first file."),
    ),
    Role.READER: Lesson(
        _("Nothing to read yet"), _("Once data are here, the month's agenda stands on this page.")
    ),
}  # fmt: skip
_BRINGS: Final = Lesson(
    _("From a file to the first agenda in minutes"),
    _("Export the histories of your cases as CSV or XLSX: one row an event, with the case, the time and the team. "
      "Revenue, surveys and customers can follow later; the agenda says what it could not ask without them."),
)  # fmt: skip
_BEFORE: Final = (
    Way("upload-new", "upload", _("Bring your first file"),
        _("An export of your ticket system is enough. You see what was understood before anything is kept.")),
    Way("invitations", "people", _("Invite your people"), _("By a link each: everybody is free.")),
    Way("mfa_index", "key", _("Protect your account"), _("A second step beside the password: an app or a passkey.")),
)  # fmt: skip
_AFTER: Final = (
    Way("agenda", "agenda", _("Read the agenda"), _("What hurt customers this month, and what served them superbly.")),
    Way("customers", "customers", _("Look a customer up"), _("All that happened with them, on one line of time.")),
    Way("friction", "friction", _("See where customers are sent around"), _("Routes, their hours, whom they cost.")),
    Way("voice", "voice", _("Hear what customers say"), _("Scores with how sure they are, and the words themselves.")),
    Way("sources", "sources", _("Bring new data"), _("A file each month keeps the agenda fresh.")),
)  # fmt: skip


def ways_for(person: Person, *, has_agenda: bool) -> list[OpenWay]:
    """The ways this person may go, those that make sense before or after the first agenda."""
    return [OpenWay(way, url) for way in (_AFTER if has_agenda else _BEFORE) if (url := _url_for(person, way))]


def lesson_for(person: Person) -> Lesson:
    """What this person's role wants to know while there is no agenda."""
    return _LESSONS.get(Role(person.role), _BRINGS)


def _url_for(person: Person, way: Way) -> str | None:
    door = door_of(way.url_name)
    return reverse(way.url_name) if door is None or door.lets_in(person) else None

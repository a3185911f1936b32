"""Who an account is: people say whether it is a person or a machine, and the next run counts accordingly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customerhero.web.heroes.models import SaidAccount
from customerhero.web.people.models import Person
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import StoredAnswerOf
from customerhero.web.runs.starting import start_run

if TYPE_CHECKING:
    from django.utils.functional import Promise

SIGN_WORDS: Final[dict[str, Promise]] = {
    "volume": _("acts far more than others"),
    "clock": _("acts around the clock"),
    "weekends": _("acts on weekends, unlike others"),
    "nights": _("acts at night, unlike others"),
    "simultaneous": _("acts in many cases within a minute"),
    "kinds": _("never acts towards a customer"),
    "name": _("has a name for machines"),
}


def say(account: str, kind: str, person: Person) -> SaidAccount:
    """Say who an account is and have the month counted anew; what was said last holds."""
    with transaction.atomic():
        said = SaidAccount.objects.create(account=account, kind=kind, by=person)
        start_run(Run.Reason.ASKED, person)
    return said


def said_of_accounts() -> dict[str, str]:
    """By account what was said last."""
    return dict(SaidAccount.objects.order_by("at", "pk").values_list("account", "kind"))


@dataclass(frozen=True)
class ShownAccount:
    """An account that is held back, or of which somebody said who it is."""

    id: str
    name: str
    signs: str
    """What speaks for a machine, in words."""
    said: str
    """What somebody said it is, in words; empty before."""


def shown_accounts(answer: StoredAnswerOf) -> list[ShownAccount]:
    """Those held back in the run, then those that were said to be something, each once."""
    said, kinds = said_of_accounts(), dict(SaidAccount.Kind.choices)
    held = {row["account"]: row for row in answer.table("held_back").records()}
    found = [
        ShownAccount(who, row["name"] or who, _in_words(row["signs"]), str(kinds.get(said.get(who, ""), "")))
        for who, row in held.items()
    ]
    return found + [ShownAccount(who, who, "", str(kinds[kind])) for who, kind in said.items() if who not in held]


def is_known(account: str, answer: StoredAnswerOf | None) -> bool:
    """Whether anybody can be asked about this account."""
    return answer is not None and account in {one.id for one in shown_accounts(answer)}


def _in_words(signs: str) -> str:
    return ", ".join(str(SIGN_WORDS[sign]) for sign in signs.split(", ") if sign in SIGN_WORDS)


def options_of_bright_spots() -> dict[str, Any]:
    """What a run asks bright spots with: who is a machine and who a person, whatever they look like."""
    said = said_of_accounts()
    return {
        name: tuple(sorted(account for account, kind in said.items() if kind == told))
        for name, told in (("machines", "machine"), ("persons", "person"))
    }

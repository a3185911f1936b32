"""Who is told of a bright spot: those who are named before anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from customerhero.web.heroes.may import SEE_THOSE_WITHOUT_ACCOUNT
from customerhero.web.heroes.models import Seen
from customerhero.web.people.models import Person
from customerhero.web.people.waiting import Waiting
from customerhero.web.runs.credit import INSIGHT, is_credit
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import ShownFinding, findings_of, newest_run


@dataclass(frozen=True)
class Told:
    """The bright spots of a run as one person may see them."""

    own: list[ShownFinding]
    others: list[ShownFinding]
    kept_back: int
    """How many are not shown yet because those named have not seen them."""


def told_to(person: Person, run: Run) -> Told:
    """What this person may see; nothing is marked as seen by asking."""
    found = findings_of(run, INSIGHT)
    own = [each for each in found if _names(each, person)]
    others = [each for each in found if each not in own]
    open_keys = _open_keys(others, run.month, person)
    shown = [each for each in others if each.stored.key in open_keys]
    return Told(own, shown, len(others) - len(shown))


def has_seen(person: Person, run: Run) -> None:
    """The person has seen what they are named for."""
    for each in told_to(person, run).own:
        Seen.objects.get_or_create(key=each.stored.key, month=run.month, defaults={"person": person})


def waiting(person: Person) -> list[Waiting]:
    """On the desk of somebody who is named and has not looked yet."""
    run = newest_run() if person.fact_person_id else None
    if run is None:
        return []
    unseen = [each for each in told_to(person, run).own if each.stored.key not in _seen([each], run.month)]
    why = _("You see it before anybody else does.")
    title = _("You are named as a bright spot")
    return [Waiting(title, why, reverse("bright-spots"), run.asked_at, "star") for _each in unseen[:1]]


def _names(found: ShownFinding, person: Person) -> bool:
    subject = found.finding.subject
    return is_credit(found.finding) and bool(person.fact_person_id) and subject.id == person.fact_person_id


def _open_keys(found: Sequence[ShownFinding], month: str, person: Person) -> set[str]:
    of_people = [each for each in found if is_credit(each.finding)]
    with_account = set(
        Person.objects.filter(
            fact_person_id__in=[each.finding.subject.id for each in of_people], is_active=True
        ).values_list("fact_person_id", flat=True)
    )
    may_tell = SEE_THOSE_WITHOUT_ACCOUNT.lets_in(person)
    without = {each.stored.key for each in of_people if may_tell and each.finding.subject.id not in with_account}
    of_others = {each.stored.key for each in found if not is_credit(each.finding)}
    return of_others | without | _seen(of_people, month)


def _seen(found: Sequence[ShownFinding], month: str) -> set[str]:
    keys = [each.stored.key for each in found]
    return set(Seen.objects.filter(key__in=keys, month=month).values_list("key", flat=True))

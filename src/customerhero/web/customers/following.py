"""Being a customer's advocate, and ceasing to be."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import QuerySet

from customerhero.web.customers.models import Follow, Unfollow
from customerhero.web.customers.timeline import Row
from customerhero.web.people.models import Person
from customerhero.web.runs.erased import Erased


def advocates_of(customer_id: str) -> QuerySet[Follow]:
    """Who follows the customer now, the longest first."""
    return Follow.objects.filter(customer_id=customer_id, unfollow=None).select_related("person")


def advocacies_of(customer_id: str) -> list[Row]:
    """Who became the customer's advocate and ceased to be, when, as rows of the timeline."""
    told = []
    for each in Follow.objects.filter(customer_id=customer_id).select_related("person", "unfollow"):
        told.append(_row("advocate", each.at, each.person))
        if hasattr(each, "unfollow"):
            told.append(_row("advocate no longer", each.unfollow.at, each.person))
    return told


def followed_by(person: Person) -> QuerySet[Follow]:
    """Whom the person follows now."""
    return Follow.objects.filter(person=person, unfollow=None)


def follow(customer_id: str, person: Person) -> Follow:
    """Make the person the customer's advocate; asked twice, it is so once."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        standing = followed_by(person).filter(customer_id=customer_id).first()
        return standing or Follow.objects.create(customer_id=customer_id, person=person)


def unfollow(customer_id: str, person: Person) -> None:
    """End it, if it is so."""
    for standing in followed_by(person).filter(customer_id=customer_id):
        Unfollow.objects.get_or_create(follow=standing)


def forget_customers(erased: Erased) -> None:
    """Nobody is the advocate of who was erased."""
    follows = Follow.objects.values_list("customer_id", flat=True)
    Follow.objects.filter(customer_id__in=erased.unknown("customer_id", set(follows))).delete()


def _row(what: str, at: datetime, person: Person) -> Row:
    moment = at.astimezone(UTC).replace(tzinfo=None)  # times of the facts are plain UTC
    bare = {"team": None, "case_id": None, "amount": None, "trouble": ""}
    return {"at": moment, "what": what, "detail": str(person), **bare}

"""Being a customer's advocate, and ceasing to be."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from customerhero.web.customers.models import Follow, Unfollow
from customerhero.web.people.models import Person


def advocates_of(customer_id: str) -> QuerySet[Follow]:
    """Who follows the customer now, the longest first."""
    return Follow.objects.filter(customer_id=customer_id, unfollow=None).select_related("person")


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

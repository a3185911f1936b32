"""The rows that make the audit trail a chain, and let what it says of people outside be forgotten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class TrailLink(models.Model):
    """A line of the trail in its place in the chain: with the hash of what it says, and of the link before."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True, help_text="The line's number in the trail.")
    at = models.DateTimeField()
    content = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        """In order."""

        ordering: ClassVar = ["number"]


class Saying(models.Model):
    """Words that the trail says by a token only: a customer's id, or a text that may name one.

    The token is a keyed hash of the words, and its key stands in this row alone: when the row is gone, nobody can tell
    any more what the token stood for, and the chain over the tokens still holds.
    """

    class Kind(models.TextChoices):
        """Where the words come from."""

        CUSTOMER = "customer"
        TYPED = "typed"
        TOLD = "told"

    token = models.CharField(max_length=64, primary_key=True)
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, db_index=True, help_text="To find the same words again.")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)


class TrailCheck(models.Model):
    """The whole chain was looked at: how long it was, and where it broke, if it did."""

    at = models.DateTimeField(default=timezone.now)
    count = models.BigIntegerField()
    head = models.CharField(max_length=64, blank=True, default="")
    broken_at = models.BigIntegerField(null=True, help_text="The number of the first link that does not hold.")
    trouble = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

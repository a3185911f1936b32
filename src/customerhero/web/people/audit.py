"""The audit trail: who changed what and when, before and after; written by itself, and never rewritten.

Rows are kept by django-auditlog, chosen because it records the difference, the actor and the address on both
databases; triggers in the database (`people.unchangeable`) refuse to change or delete them.
"""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import get_adapter
from auditlog.middleware import AuditlogMiddleware
from auditlog.registry import auditlog
from django.db import models
from django.http import HttpRequest

from customerhero.web.people.changes import HIDDEN
from customerhero.web.people.sayings import Fields, says

SECRET_FIELDS: Final = frozenset({"password", "token", "secret", "data", "extra_data", "session_key"})
"""Names whose values never reach the trail, in any model: that they changed does, what they were does not."""

_NOISE: Final = frozenset({"last_login"})


def audited(model: type[models.Model], without: tuple[str, ...] = (), spoken: Fields | None = None) -> None:
    """Keep a trail of a model's rows; secrets are masked, blobs and the fields named are left out.

    What `spoken` names, with its kind, may name customers: the trail holds a token in its place (`people.sayings`).
    """
    says(model._meta.label_lower, spoken or {})
    columns = {field.name for field in model._meta.concrete_fields}
    blobs = {field.name for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)}
    others = {field.name for field in model._meta.get_fields()} - columns  # rows that point here have their own trail
    auditlog.register(
        model,
        exclude_fields=sorted(blobs | others | set(without) | (columns & _NOISE)),
        mask_fields=sorted(columns & SECRET_FIELDS),
        mask_callable=f"{__name__}.hidden",
    )


def hidden(value: str) -> str:
    """What stands in the trail for a secret."""
    return HIDDEN if value and value != "None" else ""


class WithActor(AuditlogMiddleware):  # type: ignore[misc]  # auditlog has no types
    """Tells the trail who asked and from where, by the address the trusted proxies vouch for."""

    @staticmethod
    def _get_remote_addr(request: HttpRequest) -> str | None:
        return str(get_adapter(request).get_client_ip(request)) or None

"""The roles a person can have."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What somebody is to Customer Hero; who may do what stands in each app's `may`."""

    EMPLOYEE = "employee", _("Employee")
    LEAD = "lead", _("Customer-experience lead")
    EXECUTIVE = "executive", _("Executive")
    ADMINISTRATOR = "administrator", _("Administrator")
    READER = "reader", _("Reader")


EVERYONE: Final = frozenset(Role)
LEADERS: Final = frozenset({Role.LEAD, Role.EXECUTIVE, Role.ADMINISTRATOR})

"""What a line of the audit trail says of a row's fields, before and after, in words."""

from __future__ import annotations

from typing import Any, Final

from auditlog.models import LogEntry
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customerhero.web.people.roles import Role
from customerhero.web.people.sayings import in_words

HIDDEN: Final = "••••••"
"""What stands in the trail for a secret."""
_NOTHING: Final = ("", "None", None)
_UNTOLD: Final = ("forgotten", "is")
"""What a deed keeps for the program: tokens that were destroyed, and how all settings are."""
_EVENTS: Final[dict[str, Promise]] = {
    "with": gettext_lazy("with"),
    "door": gettext_lazy("who may"),
    "kind": gettext_lazy("as"),
    "rows": gettext_lazy("rows"),
    "refused": gettext_lazy("refused rows"),
    "changed": gettext_lazy("changed"),
    "commit": gettext_lazy("commit of the lake"),
    "receipt": gettext_lazy("receipt"),
}


def gone() -> str:
    """What stands where words were that an erasure destroyed."""
    return _("(erased)")


def event_told(entry: LogEntry) -> str:
    """What else is known of a deed that is no change of a row."""
    told = dict(entry.additional_data or {})
    for name in _UNTOLD:
        told.pop(name, None)
    return "; ".join(f"{_EVENTS.get(name, name)}: {_plain(value)}" for name, value in told.items() if value)


def fields_told(entry: LogEntry, side: int) -> str:
    """The changed fields as they were (side 0) or became (side 1); what is new has no before."""
    model = entry.content_type.model_class()
    known = {field.name: field for field in model._meta.concrete_fields} if model else {}
    changes = sorted(entry.changes_dict.items())
    told = "; ".join(
        _field(known.get(name), name, change, side)
        for name, change in changes
        if entry.action == LogEntry.Action.UPDATE or _tells(known.get(name), change[side])
    )
    return in_words(told, gone())


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(part)}" for name, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _tells(field: Any, value: Any) -> bool:
    """Whether a value of a new or deleted row says anything: not its number, its secrets, or when it was made."""
    is_stamp = isinstance(field, models.AutoField | models.DateTimeField) and (field.primary_key or field.has_default())
    return value not in (*_NOTHING, HIDDEN) and not is_stamp


def _field(field: Any, name: str, change: Any, side: int) -> str:
    """One field with its value; of a list of rows, what was added or taken away."""
    label = str(field.verbose_name) if field is not None else name
    if isinstance(change, dict):
        return f"{label}: {', '.join(change.get('objects', [])) if side else ''}"
    return f"{label}: {_value(field, change[side])}"


def _value(field: Any, value: Any) -> str:
    """A value as people read it; the trail keeps all values as texts."""
    if value in _NOTHING:
        return "–"
    if isinstance(field, models.BooleanField):
        return _("yes") if value == "True" else _("no")
    if isinstance(field, models.DateTimeField):
        return str(value).partition(".")[0]
    names = dict(Role.choices) if getattr(field, "name", "") == "role" else dict(getattr(field, "flatchoices", ()))
    return str(names.get(value, value))

"""The page of the audit trail: who changed what and when, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from customerhero.web.doors import door
from customerhero.web.look.tables import Column, shown_table
from customerhero.web.people.may import SEE_AUDIT
from customerhero.web.people.roles import Role

_DEEDS: Final = (
    (LogEntry.Action.CREATE, gettext_lazy("made")),
    (LogEntry.Action.UPDATE, gettext_lazy("changed")),
    (LogEntry.Action.DELETE, gettext_lazy("deleted")),
)
_NOTHING: Final = ("", "None", None)


def _before(entry: LogEntry) -> str:
    return _told(entry, 0)


def _after(entry: LogEntry) -> str:
    return _told(entry, 1)


COLUMNS: Final = (
    Column("timestamp", gettext_lazy("When"), "time"),
    Column("who", gettext_lazy("Who")),
    Column("deed", gettext_lazy("Did"), choices=True),
    Column("kind", gettext_lazy("What"), choices=True),
    Column("object_repr", gettext_lazy("Which")),
    Column("changes_dict", gettext_lazy("Before"), told=_before, sortable=False, filterable=False),
    Column("changes_str", gettext_lazy("After"), told=_after, sortable=False, filterable=False),
)


@door(SEE_AUDIT)
@require_safe
def trail(request: HttpRequest) -> HttpResponseBase:
    """Everything that was changed, newest first; it can be searched and exported, never changed."""
    view = shown_table(request, "trail", COLUMNS, entries(), gettext_lazy("Audit trail"), "-timestamp")
    return view.export or render(request, "people/trail.html", {"view": view})


def entries() -> QuerySet[Any]:
    """The trail, with who, deed and kind as words."""
    by_itself = When(remote_addr=None, then=Value("Customer Hero"))
    nobody = Case(by_itself, default=Value(_("nobody signed in")), output_field=CharField())
    entries: QuerySet[Any] = LogEntry.objects.select_related("actor").annotate(
        who=Coalesce(F("actor__name"), F("actor_email"), nobody, output_field=CharField()),
        deed=_case("action", [(action, str(word)) for action, word in _DEEDS]),
        kind=_case("content_type_id", list(_kinds())),
    )
    return entries


def _case(field: str, words: list[tuple[int, str]]) -> Case:
    return Case(*(When(**{field: key}, then=Value(word)) for key, word in words), default=Value("?"))


def _kinds() -> Iterator[tuple[int, str]]:
    for model in auditlog.get_models():
        yield ContentType.objects.get_for_model(model).pk, str(model._meta.verbose_name)


def _told(entry: LogEntry, side: int) -> str:
    """The changed fields as they were (side 0) or became (side 1); what is new has no before."""
    model = entry.content_type.model_class()
    known = {field.name: field for field in model._meta.concrete_fields} if model else {}
    changes = sorted(entry.changes_dict.items())
    told = [
        _field(known.get(name), name, change, side) for name, change in changes if _matters(entry, name, change, side)
    ]
    return "; ".join(told)


def _matters(entry: LogEntry, name: str, change: Any, side: int) -> bool:
    if isinstance(change, dict) or entry.action == LogEntry.Action.UPDATE:
        return True
    return name != "id" and change[side] not in _NOTHING


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

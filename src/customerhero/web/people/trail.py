"""The page of the audit trail: who changed what and when, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
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
from customerhero.web.people.models import TrailEntry

_DEEDS: Final = (
    (LogEntry.Action.CREATE, gettext_lazy("made")),
    (LogEntry.Action.UPDATE, gettext_lazy("changed")),
    (LogEntry.Action.DELETE, gettext_lazy("deleted")),
)


COLUMNS: Final = (
    Column("timestamp", gettext_lazy("When"), "time"),
    Column("who", gettext_lazy("Who")),
    Column("deed", gettext_lazy("Did"), choices=True),
    Column("kind", gettext_lazy("What"), choices=True),
    Column("object_repr", gettext_lazy("Which")),
    Column("before", gettext_lazy("Before"), sortable=False, filterable=False),
    Column("after", gettext_lazy("After"), sortable=False, filterable=False),
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
    entries: QuerySet[Any] = TrailEntry.objects.select_related("actor").annotate(
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

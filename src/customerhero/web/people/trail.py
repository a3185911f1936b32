"""The page of the audit trail: who changed what and when, before and after, and whether its chain holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Substr
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from customerhero.web.doors import door
from customerhero.web.look.tables import Column, shown_table
from customerhero.web.people.changes import gone
from customerhero.web.people.deeds import ACCOUNT, THINGS, Deed
from customerhero.web.people.may import SEE_AUDIT
from customerhero.web.people.models import Saying, TrailCheck, TrailEntry
from customerhero.web.people.sayings import SHORT
from customerhero.web.people.verifying import sentence_of

_DEEDS: Final = (
    (LogEntry.Action.CREATE, gettext_lazy("made")),
    (LogEntry.Action.UPDATE, gettext_lazy("changed")),
    (LogEntry.Action.DELETE, gettext_lazy("deleted")),
    *((deed.value, deed.label) for deed in Deed),
)


COLUMNS: Final = (
    Column("timestamp", gettext_lazy("When"), "time"),
    Column("who", gettext_lazy("Who")),
    Column("deed", gettext_lazy("Did"), choices=True),
    Column("kind", gettext_lazy("What"), choices=True),
    Column("which", gettext_lazy("Which")),
    Column("before", gettext_lazy("Before"), sortable=False, filterable=False),
    Column("after", gettext_lazy("After"), sortable=False, filterable=False),
)


@door(SEE_AUDIT)
@require_safe
def trail(request: HttpRequest) -> HttpResponseBase:
    """Everything that was changed, newest first; it can be searched and exported, never changed."""
    view = shown_table(request, "trail", COLUMNS, entries(), gettext_lazy("Audit trail"), "-timestamp")
    checked = TrailCheck.objects.first()
    told = {"view": view, "checked": checked, "trouble": sentence_of(checked) if checked else ""}
    return view.export or render(request, "people/trail.html", told)


def entries() -> QuerySet[Any]:
    """The trail, with who, deed and kind as words."""
    by_itself = When(remote_addr=None, then=Value("Customer Hero"))
    nobody = Case(by_itself, default=Value(_("nobody signed in")), output_field=CharField())
    entries: QuerySet[Any] = TrailEntry.objects.select_related("actor").annotate(
        who=Coalesce(F("actor__name"), F("actor_email"), nobody, output_field=CharField()),
        deed=Case(*(When(action=action, then=Value(str(word))) for action, word in _DEEDS), default=Value("?")),
        kind=Case(*_kinds(), default=Value(str(ACCOUNT))),
        which=_which(),
    )
    return entries


def _kinds() -> Iterator[When]:
    for model in auditlog.get_models():
        kind = ContentType.objects.get_for_model(model).pk
        yield When(content_type_id=kind, then=Value(str(model._meta.verbose_name)))
    for deed, thing in THINGS.items():
        yield When(action=deed, then=Value(str(thing)))


def _which() -> Case:
    """The words of a token as long as they are kept."""
    saying = Saying.objects.filter(token=Substr(OuterRef("object_repr"), len("said-") + 1))
    forgotten = Concat(Value(f"{gone()} "), Substr(F("object_repr"), len("said-") + 1, SHORT), output_field=CharField())
    spoken = When(object_repr__startswith="said-", then=Coalesce(Subquery(saying.values("text")[:1]), forgotten))
    return Case(spoken, default=F("object_repr"), output_field=CharField())

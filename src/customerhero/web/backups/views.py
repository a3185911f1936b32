"""The page of backups: whether a restore would work, the backups there are, and one made now."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from customerhero.web.backups.keeping import standing, start_backup, start_rehearsal
from customerhero.web.backups.may import LOOK_AFTER_BACKUPS
from customerhero.web.backups.models import Backup
from customerhero.web.doors import door
from customerhero.web.jobs.standing import unended
from customerhero.web.look.tables import Column, shown_table
from customerhero.web.people.signed_in import signed_in


def _became(row: Any) -> str:
    if hasattr(row, "removal"):
        return _("made room for newer ones")
    if hasattr(row, "made"):
        return _("it is there")
    if row.is_under_way:
        return _("under way")
    failed = next(iter(row.failures.all()), None)
    return failed.reason.partition("\n")[0] if failed else _("ended before it was there: see the page of jobs")


def _file(row: Any) -> str:
    return row.made.file.rpartition("/")[2] if hasattr(row, "made") else ""


def _size(row: Any) -> str:
    return filesizeformat(row.made.size) if hasattr(row, "made") else ""


def _reason(row: Any) -> str:
    return str(row.get_reason_display())


COLUMNS: Final = (
    Column("at", gettext_lazy("Asked for"), "time"),
    Column("reason", gettext_lazy("Why"), told=_reason, filterable=False),
    Column("made__file", gettext_lazy("File"), told=_file),
    Column("made__size", gettext_lazy("Size"), told=_size, filterable=False),
    Column("pk", gettext_lazy("Became"), told=_became, sortable=False, filterable=False),
)


@door(LOOK_AFTER_BACKUPS)
@require_http_methods(["GET", "HEAD", "POST"])
def backups(request: HttpRequest) -> HttpResponseBase:
    """How it stands with backups; posted to, one is made now."""
    if request.method == "POST":
        return _asked_for(request)
    view = shown_table(request, "backups", COLUMNS, _rows(), _("Backups"), "-at")
    shown = {"view": view, "now": standing(), "folder": settings.BACKUPS, "kept": settings.BACKUPS_KEPT}
    return view.export or render(request, "backups/backups.html", shown)


@door(LOOK_AFTER_BACKUPS)
@require_POST
def rehearsals(request: HttpRequest) -> HttpResponse:
    """Have a restore of the newest backup rehearsed now."""
    if start_rehearsal(signed_in(request)):
        messages.success(request, _("The newest backup is being restored on trial; what comes of it will stand here."))
    else:
        messages.info(request, _("There is no backup yet that could be tried."))
    return redirect("backups")


def _asked_for(request: HttpRequest) -> HttpResponse:
    if settings.BACKUPS:
        start_backup(Backup.Reason.ASKED, signed_in(request))
        messages.success(request, _("A backup is being made; it will stand here."))
    else:
        messages.info(request, _("First a folder for backups has to be set: HERO_BACKUPS."))
    return redirect("backups")


def _rows() -> QuerySet[Backup]:
    under_way = Exists(unended().filter(pk=OuterRef("job_id")))
    return (
        Backup.objects.select_related("made", "removal").prefetch_related("failures").annotate(is_under_way=under_way)
    )

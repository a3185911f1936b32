"""Findings are put aside, and taken back."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customerhero.errors import QuestionError
from customerhero.web.doors import door
from customerhero.web.people.signed_in import signed_in
from customerhero.web.runs.dismissing import dismiss, take_back
from customerhero.web.runs.finding import refused_reason
from customerhero.web.runs.may import DECIDE_ON_FINDINGS
from customerhero.web.runs.models import Dismissal, StoredFinding
from customerhero.web.runs.papers import print_after_decision


@door(DECIDE_ON_FINDINGS)
@require_POST
def dismissals(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put a finding aside, with the reason."""
    row = get_object_or_404(StoredFinding.objects.select_related("run"), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        with transaction.atomic():
            print_after_decision(dismiss(row, signed_in(request), reason))
    except QuestionError as wrong:
        messages.error(request, str(wrong))
        return refused_reason(request, pk, reason) if reason.strip() else redirect("finding", pk)
    messages.success(request, _("It is put aside. It comes back by itself when it gets worse."))
    return redirect("agenda-of-run", row.run.month, row.run_id)


@door(DECIDE_ON_FINDINGS)
@require_POST
def recalls(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a dismissal back."""
    dismissal = get_object_or_404(Dismissal.objects.select_related("finding"), pk=pk)
    with transaction.atomic():
        take_back(dismissal, signed_in(request))
        print_after_decision(dismissal)
    messages.success(request, _("It is back on the agenda."))
    return redirect("finding", dismissal.finding_id) if dismissal.finding_id else redirect("agenda")

"""The page of one finding: its words, its figure, its picture, its months, its cases, and what was decided."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from customerhero.charts.columns import pretty
from customerhero.charts.twin import thinned
from customerhero.findings import Picture
from customerhero.findings.months import months_of
from customerhero.web.doors import door
from customerhero.web.look.kept_pages import Page, kept_page
from customerhero.web.look.words import words_now
from customerhero.web.people.signed_in import signed_in
from customerhero.web.runs.cases import listed_of
from customerhero.web.runs.credit import is_credit
from customerhero.web.runs.dismissing import LONGEST_REASON, decisions_about, state_of_decisions
from customerhero.web.runs.history import history_of
from customerhero.web.runs.may import DECIDE_ON_FINDINGS, SEE_FINDINGS
from customerhero.web.runs.models import StoredFinding
from customerhero.web.runs.packing import finding_from
from customerhero.web.runs.reading import ShownFinding, agenda_of, shown, state_of_runs
from customerhero.wording import formats, picture_sentence, picture_title
from customerhero.wording.page_words import page_words


@door(SEE_FINDINGS)
@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One finding of one run."""
    of = (state_of_runs(), state_of_decisions())
    return kept_page(request, of, lambda: _told(request, _row(pk)))


def refused_reason(request: HttpRequest, pk: int, reason: str) -> HttpResponseBase:
    """The page of a finding, with the reason somebody was about to give."""
    page = _told(request, _row(pk), reason)
    return render(request, *page, status=400) if isinstance(page, Page) else page


def _row(pk: int) -> StoredFinding:
    return get_object_or_404(StoredFinding.objects.select_related("run"), pk=pk)


def _told(request: HttpRequest, row: StoredFinding, reason: str = "") -> Page | HttpResponseBase:
    found, words = finding_from(bytes(row.finding)), words_now()
    if is_credit(found):
        return redirect("bright-spots")
    listed = listed_of(request, row.run, found)
    if listed.view and listed.view.export:
        return listed.view.export
    told = page_words(words)
    says = {
        "row": row,
        "finding": found,
        "words": told,
        "over": told.over_months(months_of(found)) if months_of(found) > 1 else "",
        "also": _also(row),
        "picture": _picture(found.picture),
        "listed": listed,
        "history": history_of(row.key, row.run),
        "decisions": decisions_about(row.key, row.month),
        "may_decide": DECIDE_ON_FINDINGS.lets_in(signed_in(request)),
        "reason": reason,
        "longest_reason": LONGEST_REASON,
    }
    return Page("runs/finding.html", says)


def _also(row: StoredFinding) -> list[ShownFinding]:
    """Findings of the same run that tell the same story."""
    others = agenda_of(row.run).also.get(row.key, ())
    rows = StoredFinding.objects.filter(run=row.run, key__in=[other.key for other in others])
    return [shown(one) for one in rows.defer("drawing")]


def _picture(picture: Picture | None) -> dict[str, object] | None:
    """The words of a picture and its table twin."""
    if picture is None or not picture.rows:
        return None
    words, twin = words_now(), thinned(picture)
    numeric = [_is_numeric(twin, at) for at in range(len(twin.columns))]
    return {
        "title": picture_title(picture, words),
        "sentence": picture_sentence(picture, words),
        "heads": list(zip(map(pretty, twin.columns), numeric, strict=True)),
        "rows": [
            [(formats.cell(value, words.locale), number) for value, number in zip(row, numeric, strict=True)]
            for row in twin.rows
        ],
    }


def _is_numeric(picture: Picture, at: int) -> bool:
    return all(row[at] is None or isinstance(row[at], int | float) for row in picture.rows)

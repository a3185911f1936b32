"""The page of bright spots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from customerhero.web.doors import door
from customerhero.web.heroes.may import SEE_BRIGHT_SPOTS
from customerhero.web.heroes.telling import has_seen, told_to
from customerhero.web.look.tables import Column, shown_table
from customerhero.web.people.signed_in import signed_in
from customerhero.web.runs.credit import INSIGHT
from customerhero.web.runs.reading import answer_of, newest_run

if TYPE_CHECKING:
    from django.utils.functional import Promise

BEHAVIOUR_WORDS: Final[dict[str, Promise]] = {
    "called": _("Calls the customer"),
    "carried_through": _("Carries the case through"),
    "promised": _("Makes a promise"),
    "apologised": _("Says sorry"),
}
BEHAVIOURS: Final = (
    Column(
        "behaviour", _("What they do"), told=lambda row: str(BEHAVIOUR_WORDS.get(row["behaviour"], row["behaviour"]))
    ),
    Column("rate", _("Those named, per 100"), kind="number"),
    Column("n", _("Cases"), kind="whole"),
    Column("others_rate", _("Others, per 100"), kind="number"),
    Column("others_n", _("Cases of others"), kind="whole"),
    Column("difference", _("Difference"), kind="number"),
    Column("low", _("From"), kind="number"),
    Column("high", _("To"), kind="number"),
)
EQUITY: Final = (
    Column("dimension", _("By"), choices=True),
    Column("group", _("Group")),
    Column("people", _("People"), kind="whole"),
    Column("share_of_work", _("Share of the work, %"), kind="number"),
    Column("share_of_recognition", _("Share of recognition, %"), kind="number"),
    Column("low", _("From"), kind="number"),
    Column("high", _("To"), kind="number"),
    Column("verdict", _("Verdict")),
)


@door(SEE_BRIGHT_SPOTS)
@require_GET
def bright_spots(request: HttpRequest) -> HttpResponseBase:
    """Whose customers are served better than the mix of their work and luck explain; one's own first."""
    run, person = newest_run(), signed_in(request)
    answer = answer_of(run, INSIGHT)
    if run is None or answer is None:
        return render(request, "heroes/none_yet.html", {"run": run})
    tables = {
        "behaviours": shown_table(request, "behaviours", BEHAVIOURS, answer.table("behaviours").records(),
                                  _("What those named do differently")),
        "equity": shown_table(request, "equity", EQUITY, answer.table("equity").records(),
                              _("Recognition beside work")),
    }  # fmt: skip
    for view in tables.values():
        if view.export:
            return view.export
    told = told_to(person, run)
    response = render(request, "heroes/bright_spots.html", {"run": run, "told": told, "answer": answer, **tables})
    has_seen(person, run)
    return response

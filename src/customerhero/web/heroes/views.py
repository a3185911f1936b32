"""The page of bright spots, and what people say about accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from customerhero.web.doors import door
from customerhero.web.heroes.accounts import is_known, say, shown_accounts
from customerhero.web.heroes.forms import AccountForm
from customerhero.web.heroes.may import SAY_WHO_ACCOUNTS_ARE, SEE_BRIGHT_SPOTS
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
    may_say = SAY_WHO_ACCOUNTS_ARE.lets_in(person)
    says = {"run": run, "told": told, "answer": answer, "accounts": shown_accounts(answer) if may_say else [], **tables}
    response = render(request, "heroes/bright_spots.html", says)
    has_seen(person, run)
    return response


@door(SAY_WHO_ACCOUNTS_ARE)
@require_POST
def accounts(request: HttpRequest) -> HttpResponseBase:
    """Say whether an account is a person or a machine; the next run counts accordingly."""
    form = AccountForm(request.POST)
    if not form.is_valid() or not is_known(form.cleaned_data["account"], answer_of(newest_run(), INSIGHT)):
        messages.error(request, gettext("No such account is held back."))
        return redirect("bright-spots")
    say(form.cleaned_data["account"], form.cleaned_data["kind"], signed_in(request))
    messages.success(request, gettext("Noted. The month is being counted anew."))
    return redirect("bright-spots")

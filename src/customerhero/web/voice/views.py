"""The pages of voice: the scores, groups beside each other, who moved and who answered, and what they said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from customerhero.web.doors import door
from customerhero.web.look.tables import TableView, shown_table
from customerhero.web.look.words import words_now
from customerhero.web.runs.asked_month import AskedMonth, asked_month
from customerhero.web.runs.drilling import facts_now
from customerhero.web.runs.reading import StoredAnswerOf, answer_of, findings_of, team_names
from customerhero.web.voice.columns import ANSWERS, COMMENTS, MONTHS, MOVES, RESPONSE
from customerhero.web.voice.groups import groups_of
from customerhero.web.voice.may import HEAR_CUSTOMERS
from customerhero.web.voice.moving import moves_drawn, up_and_down
from customerhero.web.voice.scores import scores_of
from customerhero.wording import changed_sentence
from customerhero.wording.phrases import WHOLE


@door(HEAR_CUSTOMERS)
@require_GET
def voice(request: HttpRequest) -> HttpResponseBase:
    """The scores of the month with what became of them, their trend and their answers."""
    asked, answer = _asked(request)
    if answer is None:
        return _lacking(request, asked)
    months = shown_table(request, "months", MONTHS, answer.table("months").records()[::-1], _("Month by month"))
    answers = shown_table(request, "answers", ANSWERS, answer.table("distribution").records(), _("Answers"))
    scores = scores_of(asked, answer)
    moved = [score.finding for score in scores if score.finding]
    told = {"scores": scores, "months": months, "answers": answers, "numbers": answer.numbers}
    return _page(request, "voice", asked, told | {"in_short": changed_sentence(asked.month, moved, words_now())})


@door(HEAR_CUSTOMERS)
@require_GET
def groups(request: HttpRequest) -> HttpResponseBase:
    """Segments, topics and teams beside each other."""
    asked, answer = _asked(request)
    if answer is None:
        return _lacking(request, asked)
    shown = groups_of(request, answer, team_names(asked.run))
    stands_out = [one for one in findings_of(asked.run, "voice") if one.finding.subject.kind != WHOLE]
    told = {"groups": shown, "stands_out": stands_out}
    return _export(one.view for one in shown) or _page(request, "groups", asked, told)


@door(HEAR_CUSTOMERS)
@require_GET
def moves(request: HttpRequest) -> HttpResponseBase:
    """Who changed their mind, and who did not answer at all."""
    asked, answer = _asked(request)
    if answer is None:
        return _lacking(request, asked)
    rows = answer.table("moves").records()
    told = {
        "drawing": moves_drawn(rows),
        "moved": up_and_down(rows),
        "hides": any(row["customers"] is None for row in rows),
        "moves": shown_table(request, "moves", MOVES, rows, _("Moves")),
        "response": shown_table(request, "response", RESPONSE, answer.table("response").records(), _("Response")),
        "numbers": answer.numbers,
    }
    return _page(request, "moves", asked, told)


@door(HEAR_CUSTOMERS)
@require_GET
def comments(request: HttpRequest) -> HttpResponseBase:
    """The newest comments of the month; with `?all=yes` every comment there is, to be searched."""
    asked, answer = _asked(request)
    if answer is None:
        return _lacking(request, asked)
    view = _every_comment(request) if request.GET.get("all") == "yes" else None
    if view is None:
        view = shown_table(request, "comments", COMMENTS, answer.table("comments").records(), _("The newest comments"))
    return _page(request, "comments", asked, {"view": view, "all": request.GET.get("all") == "yes"})


def _asked(request: HttpRequest) -> tuple[AskedMonth, StoredAnswerOf | None]:
    asked = asked_month(request)
    return asked, answer_of(asked.run, "voice")


def _lacking(request: HttpRequest, asked: AskedMonth) -> HttpResponseBase:
    return render(request, "voice/lacking.html", {"asked": asked, "lacking": asked.lacking("voice")})


def _every_comment(request: HttpRequest) -> TableView | None:
    from customerhero.web.look.tables.lakes import LakeRows  # noqa: PLC0415  # reads the lake
    from customerhero.web.voice.every_comment import KEY, every_comment  # noqa: PLC0415

    facts = facts_now()
    if facts is None:
        return None
    rows = LakeRows(every_comment(facts), COMMENTS, key=KEY)
    return shown_table(request, "comments", COMMENTS, rows, _("Every comment"), "-happened_at")


def _page(request: HttpRequest, page: str, asked: AskedMonth, told: dict[str, Any]) -> HttpResponseBase:
    views = [one for one in told.values() if isinstance(one, TableView)]
    return _export(views) or render(request, f"voice/{page}.html", {"asked": asked, "page": page, **told})


def _export(views: Iterable[TableView]) -> HttpResponseBase | None:
    return next((view.export for view in views if view.export), None)

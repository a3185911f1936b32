"""The pages of voice: the scores, groups beside each other, who moved and who answered, and what they said."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from customerhero.web.doors import door
from customerhero.web.look.kept_pages import Page
from customerhero.web.look.tables import TableView, shown_table
from customerhero.web.look.words import words_now
from customerhero.web.runs.drilling import LISTS
from customerhero.web.runs.insight_pages import Answered, insight_page, told_of_insight
from customerhero.web.runs.reading import findings_of, team_names
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
    return insight_page(request, "voice", "voice/voice.html", _scores)


@door(HEAR_CUSTOMERS)
@require_GET
def groups(request: HttpRequest) -> HttpResponseBase:
    """Segments, topics and teams beside each other."""
    return insight_page(request, "voice", "voice/groups.html", _groups)


@door(HEAR_CUSTOMERS)
@require_GET
def moves(request: HttpRequest) -> HttpResponseBase:
    """Who changed their mind, and who did not answer at all."""
    return insight_page(request, "voice", "voice/moves.html", _moves)


@door(HEAR_CUSTOMERS)
@require_GET
def comments(request: HttpRequest) -> HttpResponseBase:
    """The newest comments of the month; with `?all=yes` every comment there is, to be searched."""
    if request.GET.get("all") != "yes":
        return insight_page(request, "voice", "voice/comments.html", _newest_comments)
    page = told_of_insight(request, "voice", "voice/comments.html", _every_comment)  # the lake as it is now: not kept
    return render(request, *page) if isinstance(page, Page) else page


def _scores(told: Answered) -> dict[str, Any]:
    scores = scores_of(told.asked, told.answer)
    moved = [score.finding for score in scores if score.finding]
    is_compared = any(row["month"] and row["month"] < told.asked.month for row in told.rows("months"))
    return {
        "scores": scores,
        "months": shown_table(told.request, "months", MONTHS, told.rows("months")[::-1], _("Month by month")),
        "answers": shown_table(told.request, "answers", ANSWERS, told.rows("distribution"), _("Answers")),
        "in_short": changed_sentence(told.asked.month, moved, words_now(), is_compared=is_compared),
    }


def _groups(told: Answered) -> dict[str, Any]:
    stands_out = [one for one in findings_of(told.asked.run, "voice") if one.finding.subject.kind != WHOLE]
    return {"groups": groups_of(told.request, told.answer, team_names(told.asked.run)), "stands_out": stands_out}


def _moves(told: Answered) -> dict[str, Any]:
    rows = told.rows("moves")
    return {
        "drawing": moves_drawn(rows),
        "moved": up_and_down(rows),
        "hides": any(row["customers"] is None for row in rows),
        "moves": shown_table(told.request, "moves", MOVES, rows, _("Moves")),
        "response": shown_table(told.request, "response", RESPONSE, told.rows("response"), _("Response")),
    }


def _newest_comments(told: Answered) -> dict[str, Any]:
    return {"view": shown_table(told.request, "comments", COMMENTS, told.rows("comments"), _("The newest comments"))}


def _every_comment(told: Answered) -> dict[str, Any]:
    view = _comments_of_lake(told.request)
    return {**({"view": view} if view else _newest_comments(told)), "all": True}


def _comments_of_lake(request: HttpRequest) -> TableView | None:
    from customerhero.web.look.tables.lakes import LakeRows  # noqa: PLC0415  # reads the lake
    from customerhero.web.voice.every_comment import KEY, every_comment  # noqa: PLC0415

    opened = LISTS.now()
    if opened is None:
        return None
    rows = LakeRows(lambda: every_comment(opened.facts), COMMENTS, KEY, ("comments", opened.state))
    return shown_table(request, "comments", COMMENTS, rows, _("Every comment"), "-happened_at")

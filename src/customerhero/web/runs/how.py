"""How figures are computed: each insight's definition, formula and source, and its options as they were last used."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from customerhero.web.doors import SIGNED_IN, door
from customerhero.web.look.words import words_now
from customerhero.web.runs.measures import MeasurePage, measure_page
from customerhero.web.runs.reading import answer_of, newest_run
from customerhero.wording.insights import INSIGHTS, how_computed, insight_title, question_words
from customerhero.wording.page_words import page_words


@dataclass(frozen=True)
class Option:
    """An option of an insight: what it means, its default, and what it was in the newest agenda."""

    name: str
    meaning: SafeString
    default: str
    now: str

    @property
    def is_changed(self) -> bool:
        """Whether somebody settled it otherwise."""
        return bool(self.now) and self.now != self.default and self.name != "month"


@door(SIGNED_IN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All insights: what each asks, and how it is computed in two sentences."""
    words = words_now()
    listed = [
        {"name": name, "title": insight_title(name, words), "question": question_words(name, words),
         "computed": how_computed(name, words)}
        for name in INSIGHTS
    ]  # fmt: skip
    around = page_words(words)
    shown = {"insights": listed, "weighed": around.weighed, "measured": around.measured}
    return render(request, "runs/how_index.html", shown)


@door(SIGNED_IN)
@require_safe
def insight(request: HttpRequest, insight: str) -> HttpResponse:
    """How one insight is computed."""
    if insight not in INSIGHTS:
        raise Http404
    page, words, run = measure_page(insight), words_now(), newest_run()
    answer = answer_of(run, insight)
    shown = {
        "insight": insight,
        "title": insight_title(insight, words),
        "question": question_words(insight, words),
        "computed": how_computed(insight, words),
        "measure_page": page,
        "options": options_of(page, answer.options if answer else {}) if page else [],
        "run": run if answer else None,
    }
    return render(request, "runs/how.html", shown)


def options_of(page: MeasurePage, used: dict[str, str]) -> list[Option]:
    """Each option as its page tells it, beside the value it was last asked with."""
    return [Option(one.name, one.meaning, one.default, _told(used.get(one.name), one.default)) for one in page.settings]


def _told(value: str | None, default: str) -> str:
    """A value written as the page writes defaults."""
    if value is None:
        return ""
    if _bare(value) == _bare(default):
        return default
    return {"True": "true", "False": "false", "": "none"}.get(value, value)


def _bare(text: str) -> str:
    """A value without the signs that only spell it: brackets, quotation marks, blanks, capitals."""
    return re.sub(r"[()'\"`\s]", "", text).strip(",").lower()

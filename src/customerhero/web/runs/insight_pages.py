"""Pages that show what one insight said in a month: read from the stored run, kept, their tables as files too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from customerhero.web.look.kept_pages import Page, kept_page
from customerhero.web.look.tables import TableView
from customerhero.web.runs.asked_month import AskedMonth, asked_month
from customerhero.web.runs.reading import StoredAnswerOf, answer_of, state_of_runs


@dataclass(frozen=True)
class Answered:
    """What an insight said in the month that is asked for."""

    request: HttpRequest
    asked: AskedMonth
    answer: StoredAnswerOf

    @property
    def numbers(self) -> dict[str, Any]:
        """The answer's numbers."""
        return self.answer.numbers

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of one of its tables."""
        return self.answer.table(table).records()


Tell = Callable[[Answered], dict[str, Any]]


def insight_page(request: HttpRequest, insight: str, template: str, tell: Tell) -> HttpResponseBase:
    """The page `folder/name.html`, or a table of it as a file; `folder/lacking.html` when the run has no answer."""
    return kept_page(request, state_of_runs(), lambda: told_of_insight(request, insight, template, tell))


def told_of_insight(request: HttpRequest, insight: str, template: str, tell: Tell) -> Page | HttpResponseBase:
    """What such a page says."""
    asked = asked_month(request)
    answer = answer_of(asked.run, insight)
    folder, _, name = template.removesuffix(".html").partition("/")
    if answer is None:
        lacking = {"asked": asked, "lacking": asked.lacking(insight), "insight": insight, "page": name}
        return Page(f"{folder}/lacking.html", lacking)
    says = {"asked": asked, "page": name, "numbers": answer.numbers, **tell(Answered(request, asked, answer))}
    file = next((view.export for view in _views(says) if view.export), None)
    return file or Page(template, says)


def _views(says: dict[str, Any]) -> Iterator[TableView]:
    for value in says.values():
        several = value if isinstance(value, list) else [value]
        yield from (view for one in several if isinstance(view := getattr(one, "view", one), TableView))

"""The month a page is asked for by `?month=`: its newest run, and the months one may turn to."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from customerhero.findings import Change
from customerhero.findings.agenda import Unanswered
from customerhero.web.look.words import words_now
from customerhero.web.runs.models import Run
from customerhero.web.runs.reading import agenda_of, months_with_runs, newest_run
from customerhero.wording.currencies import other_currency_sentence


@dataclass(frozen=True)
class AskedMonth:
    """A month as pages show it; without any run there is no month yet."""

    run: Run | None
    months: list[str]

    @property
    def month(self) -> str:
        """The month shown, YYYY-MM; empty without a run."""
        return self.run.month if self.run else ""

    def lacking(self, insight: str) -> Unanswered | None:
        """Why the run could not ask an insight; None when it could."""
        if self.run is None:
            return None
        return next((one for one in agenda_of(self.run).unanswered if one.insight == insight), None)

    def change_of(self, key: str) -> Change | None:
        """How a figure of the whole organisation moved, by the key of its finding: what the agenda says of it."""
        return agenda_of(self.run).changes.get(key) if self.run else None

    @property
    def left_out(self) -> list[str]:
        """What no value of the month holds because it is in another currency, a sentence each."""
        others = agenda_of(self.run).other_currencies if self.run else ()
        return [other_currency_sentence(left, words_now()) for left in others]


def asked_month(request: HttpRequest) -> AskedMonth:
    """The month the address names, else that of the newest run; Http404 when the named one has no run."""
    named = request.GET.get("month", "")
    run = newest_run(named or None)
    if named and run is None:
        raise Http404(_("There is no agenda of that month."))
    return AskedMonth(run, months_with_runs())

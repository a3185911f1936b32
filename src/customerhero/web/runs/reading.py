"""Stored runs as pages read them: nothing here asks the lake or knows an engine."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet, Subquery

from customerhero.findings import Finding, Table
from customerhero.findings.agenda import Agenda
from customerhero.web.look.keeping import kept
from customerhero.web.runs.models import (
    Completion,
    FollowedErasure,
    Run,
    StoredAnswer,
    StoredDrawing,
    StoredFinding,
    StoredTable,
)
from customerhero.web.runs.packing import agenda_from, finding_from, numbers_from, rows_from


@dataclass(frozen=True)
class ShownFinding:
    """A finding with the row it is kept in."""

    stored: StoredFinding
    finding: Finding


@dataclass(frozen=True)
class StoredAnswerOf:
    """An answer of a run: its numbers at hand, its tables read when asked for."""

    insight: str
    numbers: dict[str, Any]
    options: dict[str, str]
    row: StoredAnswer

    def table(self, name: str) -> Table:
        """The table of that name; one without rows when the answer has none."""
        kept = StoredTable.objects.filter(answer=self.row, name=name).first()
        return Table((), ()) if kept is None else _table(kept)


def finished() -> QuerySet[Run]:
    """Runs that are finished, the newest first."""
    return Run.objects.filter(completion__isnull=False)


def state_of_runs() -> Hashable:
    """What changes when a run is finished or somebody erased: what is told of finished runs holds while it stands."""
    erased = Subquery(FollowedErasure.objects.order_by("-pk").values("pk")[:1])
    rows = Completion.objects.aggregate(newest=Max("pk"), count=Count("pk"), erased=Max(erased))
    return rows["newest"], rows["count"], rows["erased"]


def newest_run(month: str | None = None) -> Run | None:
    """The newest finished run of a month; without one, of the month that the facts settled last, else of the latest.

    What somebody asked for about last spring does not take the place of the current agenda; neither does a month as it
    was known at the end of some day take the place of what is known now.
    """
    return kept(("newest run", month, state_of_runs()), lambda: _newest_run(month))


def _newest_run(month: str | None) -> Run | None:
    if month is None:
        settled = finished().filter(chosen=False).first() or finished().order_by("-month", "-asked_at").first()
        return settled and _newest_run(settled.month)
    of_month = finished().filter(month=month)
    return of_month.filter(as_of=None).first() or of_month.first()


def months_with_runs() -> list[str]:
    """The months that have a finished run, the latest first."""
    return list(finished().order_by("-month").values_list("month", flat=True).distinct())


def agenda_of(run: Run) -> Agenda:
    """The agenda of a finished run, without its answers."""
    return agenda_from(bytes(Completion.objects.get(run=run).agenda))


def answer_of(run: Run | None, insight: str) -> StoredAnswerOf | None:
    """What an insight said in a run; None when it could not be asked."""
    row = StoredAnswer.objects.filter(run=run, insight=insight).first() if run else None
    return None if row is None else StoredAnswerOf(insight, numbers_from(bytes(row.numbers)), row.options, row)


def team_names(run: Run | None) -> dict[str, str]:
    """What teams were called when the run was made, by their id."""
    names = Completion.objects.filter(run=run).values_list("team_names", flat=True).first() if run else None
    return dict(names or {})


def findings_of(run: Run | None, insight: str | None = None) -> list[ShownFinding]:
    """The findings of a run, of one insight if named, in their place."""
    rows = StoredFinding.objects.filter(run=run) if run else StoredFinding.objects.none()
    return [shown(row) for row in (rows if insight is None else rows.filter(insight=insight))]


def shown(row: StoredFinding) -> ShownFinding:
    """The finding a row keeps."""
    return ShownFinding(row, finding_from(bytes(row.finding)))


def drawing_of(run: Run | None, name: str) -> str:
    """A picture drawn in the run, as SVG; empty when there is none."""
    if run is None:
        return ""
    return StoredDrawing.objects.filter(run=run, name=name).values_list("svg", flat=True).first() or ""


def newest_commit_seen() -> int | None:
    """The lake's newest commit that any finished run of the facts as they are now has seen."""
    seen: int | None = finished().filter(as_of=None).aggregate(newest=Max("lake_commit"))["newest"]
    return seen


def _table(kept: StoredTable) -> Table:
    return Table(tuple(kept.columns), tuple(tuple(row) for row in rows_from(bytes(kept.rows))))

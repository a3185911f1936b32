"""A computed agenda is kept: everything of a run in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from customerhero.facts.calendar import to_utc
from customerhero.findings import Answer, Finding
from customerhero.findings.agenda import Agenda
from customerhero.web.runs import models
from customerhero.web.runs.dismissing import bring_back, standing_at
from customerhero.web.runs.packing import packed_agenda, packed_finding, packed_numbers, packed_rows
from customerhero.web.runs.papers import papers_of, print_anew


@dataclass(frozen=True)
class Computed:
    """What a run computed, ready to be kept."""

    agenda: Agenda
    lake_commit: int
    credited: tuple[Finding, ...] = ()
    """Findings that name people: kept, but not on the agenda."""
    findings_drawn: Mapping[str, str] = field(default_factory=dict)
    """SVG by the key of the finding."""
    drawings: Mapping[str, str] = field(default_factory=dict)
    """SVG by the name an app gave it."""
    team_names: Mapping[str, str] = field(default_factory=dict)
    """What teams are called, by their id."""
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By insight: the options it was asked with, as text."""
    reports: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    """PDF and XLSX by their kind and language."""


def store(run: models.Run, computed: Computed) -> None:
    """Keep all of it; nothing happens when another worker has kept this run meanwhile."""
    with transaction.atomic():
        kept = models.Run.objects.select_for_update().get(pk=run.pk)
        if models.Completion.objects.filter(run=kept).exists():
            return
        _settle(kept, computed)
        models.Completion.objects.create(
            run=kept, agenda=packed_agenda(computed.agenda), team_names=dict(computed.team_names)
        )
        models.StoredFinding.objects.bulk_create(_findings(kept, computed))
        for answer in computed.agenda.answers.values():
            _keep_answer(kept, answer, computed.options.get(answer.insight, {}))
        models.StoredDrawing.objects.bulk_create(
            models.StoredDrawing(run=kept, name=name, svg=svg) for name, svg in computed.drawings.items()
        )
        models.StoredReport.objects.bulk_create(
            models.StoredReport(run=kept, kind=kind, language=language, content=content)
            for (kind, language), content in computed.reports.items()
        )
        _print_anew(kept, computed.agenda.everything)


def _print_anew(run: models.Run, findings: Iterable[Finding]) -> None:
    """Print once each: papers of other runs in which a finding comes back, and this run's if one stays put aside."""
    findings = tuple(findings)
    papers = {paper for dismissal in bring_back(run, findings) for paper in papers_of(dismissal)} - {run.pk}
    if standing_at(run.month, [finding.key for finding in findings]):
        papers.add(run.pk)
    for paper in sorted(papers):
        print_anew.enqueue(paper)


def _settle(run: models.Run, computed: Computed) -> None:
    run.month = computed.agenda.month
    run.lake_commit = computed.lake_commit
    run.known_until = _in_utc(computed.agenda.known_until, computed.agenda.zone)
    run.zone = computed.agenda.zone
    run.save(update_fields=["month", "lake_commit", "known_until", "zone"])


def _in_utc(time: datetime | None, zone: str) -> datetime | None:
    return to_utc(time, zone) if time and time.tzinfo is None else time


def _findings(run: models.Run, computed: Computed) -> list[models.StoredFinding]:
    agenda = computed.agenda
    places = {finding.key: place for place, finding in enumerate(agenda.findings, start=1)}
    once = {finding.key: finding for finding in reversed((*agenda.everything, *computed.credited))}
    drawn, weights = computed.findings_drawn, agenda.weights
    return [_row(run, one, places.get(key), weights.get(key), drawn.get(key, "")) for key, one in once.items()]


def _row(
    run: models.Run, finding: Finding, place: int | None, weight: float | None, drawing: str
) -> models.StoredFinding:
    return models.StoredFinding(
        run=run,
        key=finding.key,
        insight=finding.insight,
        tone=finding.tone,
        month=finding.month,
        place=place,
        weight=weight,
        customers=finding.customers,
        value=finding.value.amount if finding.value else None,
        finding=packed_finding(finding),
        drawing=drawing,
    )


def _keep_answer(run: models.Run, answer: Answer, options: Mapping[str, str]) -> None:
    row = models.StoredAnswer.objects.create(
        run=run, insight=answer.insight, numbers=packed_numbers(answer.numbers), options=dict(options)
    )
    models.StoredTable.objects.bulk_create(
        models.StoredTable(
            answer=row, name=name, columns=list(table.columns), rows=packed_rows(table.rows), count=len(table.rows)
        )
        for name, table in answer.tables.items()
    )

"""Who was erased from the lake is erased from what runs have kept: rows, samples of cases, files to take home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import Final

from django.db import transaction

from customerhero.findings import Evidence, Finding
from customerhero.findings.agenda import Agenda
from customerhero.web.jobs.background import job
from customerhero.web.runs.models import Completion, FollowedErasure, Run, StoredFinding, StoredTable
from customerhero.web.runs.packing import (
    agenda_from,
    finding_from,
    packed_agenda,
    packed_finding,
    packed_rows,
    rows_from,
)
from customerhero.web.runs.papers import write_anew

OWNERS: Final = ("customer_id", "case_id")
"""The columns that say whose a row is."""
Gone = dict[str, set[str]]
"""By such a column: the ids the lake knows no longer."""


@job()
def follow_erasures() -> None:
    """Forget whom the lake no longer knows, once after each erasure; killed half way, it is done again."""
    from customerhero.web.runs.lakeside import newest_erasure, unknown  # noqa: PLC0415  # only workers load the engine

    erasure = newest_erasure()
    if erasure is None or FollowedErasure.objects.filter(number=erasure.number).exists():
        return
    gone = {name: unknown(name, ids) for name, ids in _kept_ids().items()}
    for run in Run.objects.filter(completion__isnull=False):
        _forget(run, gone)
    FollowedErasure.objects.get_or_create(number=erasure.number, defaults={"erased_at": erasure.at.replace(tzinfo=UTC)})


def _kept_ids() -> Gone:
    """All ids that any run has kept."""
    kept: Gone = {name: set() for name in OWNERS}
    for table in _tables_of_somebody(StoredTable.objects.all()):
        rows = rows_from(bytes(table.rows))
        for name in set(OWNERS) & set(table.columns):
            at = table.columns.index(name)
            kept[name].update(str(row[at]) for row in rows if row[at] is not None)
    for row in StoredFinding.objects.defer("drawing").iterator():
        evidence = finding_from(bytes(row.finding)).evidence
        kept["customer_id"].update(evidence.customers)
        kept["case_id"].update(evidence.cases)
    return kept


def _tables_of_somebody(tables: Iterable[StoredTable]) -> Iterator[StoredTable]:
    return (table for table in tables if set(OWNERS) & set(table.columns))


def _forget(run: Run, gone: Gone) -> None:
    with transaction.atomic():
        completion = Completion.objects.select_for_update().get(run=run)
        tables = [
            _forget_rows(table, gone) for table in _tables_of_somebody(StoredTable.objects.filter(answer__run=run))
        ]
        findings = [_forget_evidence(row, gone) for row in run.findings.all()]
        agenda = agenda_from(bytes(completion.agenda))
        completion.agenda = packed_agenda(_agenda_without(agenda, gone))
        completion.save(update_fields=["agenda"])
        if any(tables) or any(findings):
            write_anew(run, ("pdf", "xlsx"))


def _forget_rows(table: StoredTable, gone: Gone) -> bool:
    rows = rows_from(bytes(table.rows))
    owners = [(table.columns.index(name), gone[name]) for name in OWNERS if name in table.columns]
    stay = [row for row in rows if not any(str(row[at]) in ids for at, ids in owners)]
    if len(stay) == len(rows):
        return False
    table.rows, table.count = packed_rows(tuple(map(tuple, stay))), len(stay)
    table.save(update_fields=["rows", "count"])
    return True


def _forget_evidence(row: StoredFinding, gone: Gone) -> bool:
    finding = finding_from(bytes(row.finding))
    without = _without(finding, gone)
    if without == finding:
        return False
    row.finding = packed_finding(without)
    row.save(update_fields=["finding"])
    return True


def _agenda_without(agenda: Agenda, gone: Gone) -> Agenda:
    return replace(
        agenda,
        changed=_each_without(agenda.changed, gone),
        findings=_each_without(agenda.findings, gone),
        further=_each_without(agenda.further, gone),
        apart=_each_without(agenda.apart, gone),
        also={key: _each_without(others, gone) for key, others in agenda.also.items()},
    )


def _each_without(findings: Iterable[Finding], gone: Gone) -> tuple[Finding, ...]:
    return tuple(_without(finding, gone) for finding in findings)


def _without(finding: Finding, gone: Gone) -> Finding:
    kept = finding.evidence
    customers = tuple(one for one in kept.customers if one not in gone["customer_id"])
    cases = tuple(one for one in kept.cases if one not in gone["case_id"])
    return replace(finding, evidence=Evidence(cases, customers, kept.question))

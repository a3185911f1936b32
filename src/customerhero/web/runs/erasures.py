"""Who was erased from the lake is erased from what runs have kept: rows, samples of cases, files to take home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import transaction

from customerhero.findings import Evidence, Finding
from customerhero.findings.agenda import Agenda
from customerhero.web.jobs.background import job
from customerhero.web.jobs.lanes import AGENDAS
from customerhero.web.people.deeds import Deed
from customerhero.web.people.forgetting import customers_said, forget_sayings, scrub
from customerhero.web.people.models import Person
from customerhero.web.people.recording import recorded
from customerhero.web.people.sayings import SHORT, pseudonym_of
from customerhero.web.runs.erased import Erased, Unknown, pattern
from customerhero.web.runs.handed_over import HandedOver, handed_over
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

if TYPE_CHECKING:
    from customerhero.facts.lake import Entry

OWNERS: Final = ("customer_id", "case_id")
"""The columns that say whose a row is."""
Gone = dict[str, set[str]]
"""By such a column: the ids the lake knows no longer."""


Forgetter = Callable[[Erased], None]
_FORGETTERS: Final[list[Forgetter]] = []


def forgets(forgetter: Forgetter) -> None:
    """Have an app follow erasures with what it keeps itself; called when the app starts, fit to be done twice."""
    if forgetter not in _FORGETTERS:
        _FORGETTERS.append(forgetter)


_FOLLOWED: Final[dict[str, str]] = {}
"""By lake: its newest commit when this process last looked, so that looking every minute costs next to nothing."""


@job(AGENDAS)
def follow_erasures() -> None:
    """Forget whom the lake no longer knows, once after each erasure; killed half way, it is done again."""
    lake, mark = str(settings.LAKE), _mark()
    if _FOLLOWED.get(lake) == mark:
        return
    from customerhero.web.runs.lakeside import newest_erasure, unknown  # noqa: PLC0415  # only workers load the engine

    erasure = newest_erasure()
    if erasure is not None:
        handed = [one for one in handed_over() if unknown("customer_id", {one.customer_id})]
        if handed or not FollowedErasure.objects.filter(number=erasure.number).exists():
            _follow_newest(erasure, handed, unknown)
    _FOLLOWED[lake] = mark


def _follow_newest(erasure: Entry, handed: list[HandedOver], unknown: Unknown) -> None:
    words = pattern([word for one in handed for word in one.words]) if handed else None
    rows = next((note for note in erasure.notes if isinstance(note, dict) and "rows" in note), {})
    pseudonym = pseudonym_of(handed[-1].customer_id) if handed else ""
    follow(Erased(erasure.at.replace(tzinfo=UTC), unknown, words), Told(erasure.number, rows, pseudonym))
    for one in handed:
        one.file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Told:
    """What the trail says of an erasure: the lake's commit, the rows that went, the pseudonym, and whose deed it is."""

    commit: int
    rows: Mapping[str, Any]
    pseudonym: str = ""
    receipt: int | None = None
    by: Person | None = None


def follow(erased: Erased, told: Told, close: Callable[[], object] = lambda: None) -> None:
    """Forget who was erased in everything the workplace keeps, and write down that it was done; fit to be done twice.

    `close` is done in the same transaction as the line in the trail.
    """
    for forgetter in _FORGETTERS:
        forgetter(erased)
    gone = {name: erased.unknown(name, ids) for name, ids in _kept_ids().items()}
    for run in Run.objects.filter(completion__isnull=False):
        _forget(run, gone)
    customers = erased.unknown("customer_id", customers_said())
    with transaction.atomic():
        forgotten = forget_sayings(erased.at, customers, erased.names, erased.may_name)
        _write_down(told, forgotten)
        FollowedErasure.objects.get_or_create(number=told.commit, defaults={"erased_at": erased.at})
        close()
    scrub()


def _write_down(told: Told, forgotten: list[str]) -> None:
    said = {"commit": told.commit, **told.rows, "forgotten": forgotten}
    if told.receipt is not None:
        said["receipt"] = told.receipt
    recorded(Deed.ERASED, told.pseudonym[:SHORT] or "?", said, told.by)


def _mark() -> str:
    """The lake's newest commit, by the name of a file: no engine is loaded for it."""
    log = settings.LAKE / "_ledger" / "_delta_log"
    return max((file.name for file in log.glob("*.json")), default="")


def _kept_ids() -> Gone:
    """All ids that any run has kept."""
    kept: Gone = {name: set() for name in OWNERS}
    for table in _tables_of_somebody(StoredTable.objects.iterator(chunk_size=50)):
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
    """The files go first and come back last: what is killed between is still due when the job is done again."""
    tables = [
        table for table in _tables_of_somebody(StoredTable.objects.filter(answer__run=run)) if _names(table, gone)
    ]
    rows = [row for row in run.findings.defer("drawing") if _samples(row, gone)]
    if not tables and not rows and run.reports.exists():
        return
    run.reports.all().delete()
    with transaction.atomic():
        for table in tables:
            _forget_rows(table, gone)
        for row in rows:
            row.finding = packed_finding(_freed(finding_from(bytes(row.finding)), gone))
            row.save(update_fields=["finding"])
        completion = Completion.objects.select_for_update().get(run=run)
        completion.agenda = packed_agenda(_agenda_without(agenda_from(bytes(completion.agenda)), gone))
        completion.save(update_fields=["agenda"])
    write_anew(run, ("pdf", "xlsx"))


def _samples(row: StoredFinding, gone: Gone) -> bool:
    finding = finding_from(bytes(row.finding))
    return _freed(finding, gone) != finding


def _names(table: StoredTable, gone: Gone) -> bool:
    return len(_staying(table, gone)) < table.count


def _forget_rows(table: StoredTable, gone: Gone) -> None:
    stay = _staying(table, gone)
    table.rows, table.count = packed_rows(tuple(map(tuple, stay))), len(stay)
    table.save(update_fields=["rows", "count"])


def _staying(table: StoredTable, gone: Gone) -> list[list[Any]]:
    owners = [(table.columns.index(name), gone[name]) for name in OWNERS if name in table.columns]
    rows = rows_from(bytes(table.rows))
    return [row for row in rows if not any(str(row[at]) in ids for at, ids in owners)]


def _agenda_without(agenda: Agenda, gone: Gone) -> Agenda:
    return replace(
        agenda,
        changed=_each_freed(agenda.changed, gone),
        findings=_each_freed(agenda.findings, gone),
        further=_each_freed(agenda.further, gone),
        apart=_each_freed(agenda.apart, gone),
        also={key: _each_freed(others, gone) for key, others in agenda.also.items()},
    )


def _each_freed(findings: Iterable[Finding], gone: Gone) -> tuple[Finding, ...]:
    return tuple(_freed(finding, gone) for finding in findings)


def _freed(finding: Finding, gone: Gone) -> Finding:
    kept = finding.evidence
    customers = tuple(one for one in kept.customers if one not in gone["customer_id"])
    cases = tuple(one for one in kept.cases if one not in gone["case_id"])
    return replace(finding, evidence=Evidence(cases, customers, kept.question))

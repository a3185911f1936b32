"""The workplace under fifty users, on both databases: each page beside a bare Django page of the same server."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.companies import DATA, company
from bench.report import Section
from bench.served import Served, plain, postgresql, until
from bench.users import Page, Visitor, measured
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake

USERS = 50
SECONDS = 30.0
PAGES = (
    "/", "/agenda/", "/findings/{finding}/", "/friction/", "/voice/", "/losses/", "/losses/retention/", "/sources/",
    "/people/", "/jobs/", "/customers/", "/customers/{customer}/",
)  # fmt: skip
TIMELINE = "/customers/{customer}/"
REST = 45.0
"""Seconds after which the tree is weighed: by then a worker grown large has made room for a fresh one."""
_ASK = """
from pathlib import Path
from django.conf import settings
import hashlib, shutil
from customerhero.web.people.models import Person
from customerhero.web.sources.arriving import Arrived, keep, source_for
from customerhero.web.sources.importing import ask_import
from customerhero.web.sources.versions import Wanted, save
partial = Path(settings.UPLOADS) / 'bench.partial'
shutil.copyfile({file!r}, partial)
with partial.open('rb') as opened: digest = hashlib.file_digest(opened, 'sha256').hexdigest()
by = Person.objects.get(role='administrator')
upload = keep(Arrived(partial, 'events.parquet', partial.stat().st_size, digest), source_for('events', by), by)
ask_import(upload, save(upload, 0, Wanted('events'), by), by)
"""
_DONE = """
from customerhero.web.jobs.models import JobFailure
from customerhero.web.runs.models import Completion
from customerhero.web.sources.models import Import, Receipt
import json
from django_tasks_db.models import DBTaskResult as R
done = Completion.objects.order_by('at').last()
receipt, asked = Receipt.objects.last(), Import.objects.last()
waits = R.objects.filter(status__in=['READY', 'RUNNING']).exists()
if R.objects.filter(status='FAILED').exists(): raise SystemExit(f'a job failed: {list(JobFailure.objects.values())}')
if done and receipt and not waits:
    finding = done.run.findings.first()
    print(json.dumps({'import': (receipt.at - asked.asked_at).total_seconds(),
        'agenda': (done.at - asked.asked_at).total_seconds(), 'finding': finding.pk if finding else 0}))
"""


@dataclass
class Serving(Section):
    """Pages and what they cost, by database."""

    pages: dict[str, list[Page]] = field(default_factory=dict)
    bare: Page | None = None
    stock: Page | None = None
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The section as Markdown."""
        rows = [self._row("no database", self.bare), self._row("SQLite", self.stock)]
        rows += [self._row(name, page) for name, pages in self.pages.items() for page in pages]
        head = "| database | page | p50, ms | p95, ms | CPU ms a request | times the stock page's | times the bare page's |"
        table = [f"{head} requests |", "|---|---|---|---|---|---|---|---|", *rows]
        return [f"## {self.title}", "", self.about, "", *table, "", *self.notes, "", self.verdict, ""]

    def _row(self, database: str, page: Page | None) -> str:
        if page is None:
            return ""
        wrong = f" ({page.wrong} not answered with 200)" if page.wrong else ""
        figures = f"{page.p50 * 1000:,.0f} | {page.p95 * 1000:,.0f} | {page.cpu * 1000:,.1f}"
        beside = f"{times(page, self.stock)} | {times(page, self.bare)}"
        return f"| {database} | {page.name} | {figures} | {beside} | {page.requests:,}{wrong} |"


def serving(customers: int = 200_000, events: int = 10_000_000, seconds: float = SECONDS) -> Section:
    """Every page at fifty users on a lake of that size, on SQLite and on PostgreSQL."""
    section = Serving(
        f"The workplace at {USERS} users, {events / 1e6:,.2f} million events, {customers:,} customers",
        f"{USERS} signed-in users each ask for a page, read for 0 to 10 seconds, and ask again; one kind of page at a time, "
        f"for {seconds:.0f} seconds, "
        "each asked for once before. "
        "Beside them, on the same server with as many threads: the bare page, one template with neither middleware nor "
        "database; and the stock page, the same template behind what `startproject` sets up, for somebody signed in.",
    )
    with plain("bench.bare") as (port, processes):
        visitors = [Visitor(port) for _ in range(USERS)]
        section.bare = measured("a bare Django page", visitors, lambda _: "/", processes, seconds)
    with plain("bench.stock") as (port, processes):
        visitors = [Visitor(port) for _ in range(USERS)]
        for visitor in visitors:
            visitor.ask("GET", "/sessions")
        section.stock = measured("a stock Django page, signed in", visitors, lambda _: "/", processes, seconds)
    folder = company(customers, events)
    _measure(section, "SQLite", folder, "", seconds)
    with postgresql() as address:
        _measure(section, "PostgreSQL", folder, address, seconds)
    section.verdict = _verdict(section)
    return section


def _measure(section: Serving, name: str, folder: Path, database: str, seconds: float) -> None:
    data = DATA / "scratch-served"
    shutil.rmtree(data, ignore_errors=True)
    _lake_without_events(folder / "data", data / "lake")
    served = Served(data, database)
    try:
        until(lambda: not served.run(_WAITS), 900, pause=5)
        time.sleep(REST)
        fresh = served.megabytes()
        served.run(_ASK.format(file=str(folder / "data" / "events.parquet")))
        told = json.loads(until(lambda: served.run(_DONE), 1_800, pause=10))
        section.pages[name] = [_asked(served, path, told["finding"], data, seconds) for path in PAGES]
        time.sleep(REST)
        section.notes.append(
            f"{name}: the file was in the lake {told['import']:,.0f} s after the import was asked for, the agenda was there "
            f"after {told['agenda']:,.0f} s. At rest the whole tree holds {fresh:,.0f} MB before anybody asks for a page "
            f"and {served.megabytes():,.0f} MB after all this.\n"
        )
    finally:
        served.end()
        shutil.rmtree(data, ignore_errors=True)


_WAITS = """
from django_tasks_db.models import DBTaskResult as R
print('waits' if R.objects.filter(status__in=['READY', 'RUNNING']).exists() else '')
"""


def _lake_without_events(files: Path, place: Path) -> None:
    lake = Lake.open_or_create(place)
    for file in sorted(files.glob("*.parquet")):
        if file.stem != "events":
            import_file(file, lake, ImportOptions(file.stem))


def _asked(served: Served, path: str, finding: int, data: Path, seconds: float) -> Page:
    visitors = [Visitor(served.port) for _ in range(USERS)]
    for visitor in visitors:
        visitor.sign_in()
    customers = _some_customers(data) if path == TIMELINE else [""]

    def one(chance: Random) -> str:
        return path.format(finding=finding, customer=chance.choice(customers))

    return measured(path, visitors, one, served.processes("serving.web"), seconds)


def _some_customers(data: Path) -> list[str]:
    table = Lake.open(data / "lake").facts().customers
    return [str(one) for one in table.customer_id.as_table().order_by("customer_id").limit(2_000).customer_id.execute()]


def _verdict(section: Serving) -> str:
    pages = [page for several in section.pages.values() for page in several]
    stored = [page for page in pages if page.name != TIMELINE]
    timeline = max((page.p95 for page in pages if page.name == TIMELINE), default=0.0)
    dearest = max(stored, key=lambda page: page.cpu)
    return (
        f"The slowest stored page has a p95 of {max(page.p95 for page in stored) * 1000:,.0f} ms (the aim was under 250), "
        f"a customer's timeline {timeline * 1000:,.0f} ms (the aim was under 600). Of the stored pages the dearest, "
        f"{dearest.name}, takes {times(dearest, section.stock)} times the stock page's CPU and "
        f"{times(dearest, section.bare)} times the bare page's (the aim was under 4 times)."
    )


def times(page: Page, other: Page | None) -> str:
    """How many times another page's CPU a page takes."""
    return f"{page.cpu / other.cpu:,.1f}" if other and other.cpu else ""


if __name__ == "__main__":
    os.nice(10)
    numbers = [int(text) for text in sys.argv[1:]] or [2_000, 60_000, 10]
    print("\n".join(serving(numbers[0], numbers[1], float(numbers[2])).lines()))

"""The agenda in the browser: what it says, what it keeps from whom, and that it never waits for the lake."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from customerhero.agenda import option_values, question_named
from customerhero.errors import HeroError
from customerhero.facts.lake import Lake
from customerhero.findings import Answer, Table
from customerhero.findings.agenda import Agenda
from customerhero.reports import paper
from customerhero.reports.workbook import agenda_xlsx
from customerhero.web.people.models import Person
from customerhero.web.people.waiting import waiting_for
from customerhero.web.runs.dismissing import dismiss
from customerhero.web.runs.history import history_of
from customerhero.web.runs.how import options_of
from customerhero.web.runs.making import make_agenda
from customerhero.web.runs.measures import measure_page
from customerhero.web.runs.models import Dismissal, Run, StoredFinding
from customerhero.web.runs.papers import print_anew
from customerhero.web.runs.reading import agenda_of
from customerhero.wording import Words, changed_sentence, headline
from customerhero.wording.insights import INSIGHTS
from tests.reports.sample import NASTY, sample
from tests.web.filling import Filled, kept

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def run(filled: Run) -> Run:
    return filled


@pytest.fixture
def lead(client: Client, bob: Person, sign_in: Callable[[Client, Person], Client]) -> Client:
    return sign_in(client, bob)


@pytest.fixture(autouse=True)
def _no_page_reads_the_lake(small: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("A page has opened the lake.")

    monkeypatch.setattr(Lake, "open", refuse)


def test_the_agenda_says_what_changed_and_each_finding(run: Run, lead: Client) -> None:
    page = text(lead.get("/agenda/"))
    told = agenda_of(run)
    assert changed_sentence(told.month, told.changed) in page
    for finding in told.findings:
        assert headline(finding) in page
        assert f"n = {finding.measure.n:,}" in page


@pytest.mark.parametrize("address", ["/agenda/", "finding"])
def test_a_page_costs_a_bounded_number_of_queries(
    run: Run, lead: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    lead.get("/agenda/")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert lead.get(finding_page(run) if address == "finding" else address).status_code == 200


def test_before_the_first_run_the_page_teaches(lead: Client) -> None:
    page = lead.get("/agenda/")
    assert "No facts yet" in text(page)
    assert 'class="button primary"' in page.content.decode()


def test_a_run_under_way_is_shown_above_the_old_agenda(run: Run, lead: Client) -> None:
    lead.post("/runs/")
    page = lead.get("/agenda/").content.decode()
    assert "An agenda waits to be made" in page
    assert 'hx-trigger="every 2s"' in page
    assert headline(agenda_of(run).findings[0]) in text(lead.get("/agenda/"))


def test_who_waits_for_a_run_is_shown_it_when_it_is_done(run: Run, small: Filled, lead: Client) -> None:
    waiting = Run.objects.create(reason=Run.Reason.ASKED)
    part = lead.get(f"/runs/{waiting.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "waits to be made" in part.content.decode()
    done = lead.get(f"/runs/{run.pk}/", headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    assert lead.get(f"/runs/{run.pk}/").headers["Location"] == f"/agenda/{run.month}/{run.pk}/"


def test_a_failed_run_is_told_above_the_old_agenda(run: Run, lead: Client, settings: Any, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "no-lake-here"
    failing = Run.objects.create(reason=Run.Reason.IMPORT)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(HeroError):
        patch.undo()
        patch.setattr(Lake, "open", _no_lake)
        make_agenda.func(failing.pk)
    page = text(lead.get("/agenda/"))
    assert "could not be made" in page
    assert "There is no lake." in page
    assert headline(agenda_of(run).findings[0]) in page


def test_a_past_month_is_shown_as_it_was_known_then(run: Run, small: Filled, lead: Client) -> None:
    before = small.before.agenda
    page = text(lead.get(f"/agenda/{before.month}/"))
    assert all(headline(finding) in page for finding in before.findings)
    known_later = kept(small.before, Run(reason=Run.Reason.ASKED, chosen=True))
    earlier = Run.objects.filter(month=before.month).exclude(pk=known_later.pk).get()
    assert f"/agenda/{before.month}/{earlier.pk}/" in lead.get(f"/agenda/{before.month}/").content.decode()
    assert "as it was known on" in text(lead.get(f"/agenda/{before.month}/{earlier.pk}/"))


def test_a_month_never_made_can_be_asked_for(run: Run, lead: Client) -> None:
    assert "There is no agenda of" in text(lead.get("/agenda/2026-01/"))
    assert lead.post("/runs/", {"month": "2026-01"}).headers["Location"] == "/agenda/2026-01/"
    assert Run.objects.get(month="2026-01").chosen
    assert "waits to be made" in text(lead.get("/agenda/2026-01/"))


def test_a_month_as_it_was_known_on_a_day_can_be_asked_for(run: Run, lead: Client) -> None:
    asked = lead.post("/runs/", {"month": run.month, "as_of": "2026-11-05"})
    made = Run.objects.get(as_of__isnull=False)
    assert asked.headers["Location"] == f"/runs/{made.pk}/"
    assert "waits to be made" in text(lead.get(f"/runs/{made.pk}/"))
    assert "waits to be made" not in text(lead.get("/agenda/"))


@pytest.mark.parametrize("asked", [{"month": "last spring"}, {"month": "2026-01", "as_of": "tomorrow"}])
def test_what_is_no_month_or_day_is_told(run: Run, lead: Client, asked: dict[str, str]) -> None:
    page = lead.post("/runs/", asked, follow=True)
    assert "is not a" in text(page)
    assert not Run.objects.filter(completion=None).exists()


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x"])
def test_what_is_no_month_has_no_page(lead: Client, month: str) -> None:
    assert lead.get(f"/agenda/{month}/").status_code == 404


def test_every_finding_has_a_page_with_its_cases_and_months(run: Run, lead: Client) -> None:
    for row in StoredFinding.objects.filter(run=run).exclude(key__startswith="bright_spots/person/"):
        page = lead.get(f"/findings/{row.pk}/")
        assert page.status_code == 200
        assert "Month by month" in text(page)


def test_a_month_without_the_finding_is_a_gap_in_its_history(run: Run, small: Filled) -> None:
    finding = small.before.agenda.findings[0]
    long_ago = replace(small.before.agenda, month="2026-06", findings=(finding,), further=(), also={}, answers={})
    kept(replace(small.before, agenda=long_ago), Run(reason=Run.Reason.ASKED, chosen=True))
    history = history_of(finding.key, Run.objects.get(month="2026-09"))
    assert [month.name for month in history.months] == ["2026-09", "2026-06"]
    value = finding.measure.value
    assert history.figures == (value, None, None, value)


def test_credit_to_people_is_not_shown_nor_put_aside_here(run: Run, small: Filled, lead: Client) -> None:
    assert small.computed.credited
    named = StoredFinding.objects.filter(run=run, key=small.computed.credited[0].key).get()
    assert lead.get(f"/findings/{named.pk}/").status_code == 302
    lead.post(f"/findings/{named.pk}/dismissals/", {"reason": "Not now."})
    assert not Dismissal.objects.exists()
    assert small.computed.credited[0].subject.label not in text(lead.get("/agenda/"))


def test_the_cases_of_a_finding_lead_to_their_customers(run: Run, lead: Client) -> None:
    row = StoredFinding.objects.get(run=run, key="runaround/organisation/all")
    page = lead.get(f"/findings/{row.pk}/").content.decode()
    assert re.search(r'href="/customers/[^"]+/"', page)
    taken: Any = lead.get(f"/findings/{row.pk}/?cases.export=csv")
    assert b"".join(taken.streaming_content if taken.streaming else [taken.content]).count(b"\n") > 1


def test_putting_aside_moves_a_finding_and_taking_back_returns_it(run: Run, lead: Client, bob: Person) -> None:
    row = StoredFinding.objects.filter(run=run, place=1).get()
    assert lead.post(f"/findings/{row.pk}/dismissals/", {"reason": "Paid for in May."}).status_code == 302
    page = lead.get("/agenda/").content.decode()
    assert page.index("Put aside") < page.index("Paid for in May.")
    dismissal = Dismissal.objects.get()
    assert (dismissal.by, dismissal.key) == (bob, row.key)
    lead.post(f"/dismissals/{dismissal.pk}/recalls/")
    assert "Paid for in May." not in text(lead.get("/agenda/"))
    assert "Paid for in May." in text(lead.get(f"/findings/{row.pk}/"))


def test_what_is_put_aside_is_not_printed_and_printed_again_when_taken_back(
    run: Run, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def printer(agenda: Agenda, words: Words) -> bytes:
        return " ".join([words.locale.name, *(finding.key for finding in agenda.findings), *agenda.insights]).encode()

    monkeypatch.setattr(paper, "agenda_pdf", printer)
    row = StoredFinding.objects.filter(run=run, place=1).get()
    lead.post(f"/findings/{row.pk}/dismissals/", {"reason": "Paid for in May."})
    _print()
    printed = _taken(lead, run).decode().split()
    assert row.key not in printed
    assert printed[0] == "en"
    assert {"voice", "losses", *agenda_of(run).insights} <= set(printed)
    lead.post(f"/dismissals/{Dismissal.objects.get().pk}/recalls/")
    _print()
    assert row.key in _taken(lead, run).decode().split()


def test_a_newer_agenda_is_printed_without_what_is_still_put_aside(run: Run, small: Filled, bob: Person) -> None:
    small.store()
    assert not DBTaskResult.objects.filter(task_path=print_anew.module_path).exists()
    dismiss(StoredFinding.objects.filter(run=run, place=1).get(), bob, "Paid for in May.")
    newer = small.store()
    waiting = DBTaskResult.objects.filter(task_path=print_anew.module_path)
    assert [job.args_kwargs["args"] for job in waiting] == [[newer.pk]]


def test_an_agenda_is_printed_anew_as_it_was_printed_first(
    run: Run, small: Filled, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(folder: Path) -> bytes:
        return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))

    monkeypatch.setattr(paper, "_compiled", told)
    print_anew.func(run.pk)
    assert _taken(lead, run) == paper.agenda_pdf(small.computed.agenda)


def test_each_takes_the_agenda_home_in_their_own_language(run: Run, lead: Client, bob: Person) -> None:
    english = _taken(lead, run)
    bob.language = "de"
    bob.save()
    assert _taken(lead, run) != english
    book = openpyxl.load_workbook(BytesIO(lead.get(f"/agenda/{run.month}.xlsx").content))
    assert "Befunde" in book.sheetnames
    assert lead.get(f"/agenda/{run.month}.pdf").headers["Content-Language"] == "de"


def _taken(client: Client, run: Run) -> bytes:
    return bytes(client.get(f"/agenda/{run.month}/{run.pk}.pdf").content)


def _print() -> None:
    """What the worker would do."""
    for waiting in DBTaskResult.objects.ready().filter(task_path=print_anew.module_path):
        print_anew.func(*waiting.args_kwargs["args"])
        waiting.delete()


def test_a_reason_too_long_is_not_lost(run: Run, lead: Client) -> None:
    row = StoredFinding.objects.filter(run=run, place=1).get()
    page = lead.post(f"/findings/{row.pk}/dismissals/", {"reason": "Because " * 400})
    assert page.status_code == 400
    assert "Because Because" in page.content.decode()
    assert not Dismissal.objects.exists()


def test_a_reader_reads_but_does_not_decide(
    run: Run, rosa: Person, client: Client, sign_in: Callable[[Client, Person], Client]
) -> None:
    reader = sign_in(client, rosa)
    row = StoredFinding.objects.filter(run=run, place=1).get()
    assert "/dismissals/" not in reader.get(f"/findings/{row.pk}/").content.decode()
    assert reader.post(f"/findings/{row.pk}/dismissals/", {"reason": "No."}).status_code == 403
    assert reader.post("/runs/").status_code == 403


def test_what_customers_wrote_is_text_on_the_page(lead: Client, small: Filled) -> None:
    nasty = kept(replace(small.computed, agenda=replace(sample(), answers={})), Run(reason=Run.Reason.IMPORT))
    assert NASTY in str(agenda_of(nasty)) or any(NASTY in one.subject.label for one in agenda_of(nasty).everything)
    pages = ["/agenda/", *(f"/findings/{row.pk}/" for row in StoredFinding.objects.filter(run=nasty))]
    assert all("<script>alert" not in lead.get(page).content.decode() for page in pages)


def test_the_pdf_is_accessible(run: Run, lead: Client) -> None:
    pdf = lead.get(f"/agenda/{run.month}.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf.content
    assert pdf.content == lead.get(f"/agenda/{run.month}/{run.pk}.pdf").content


FOR_LEADERS = {"held_back"}
"""Which accounts are held back from thanks stands on a page of leaders only."""


def test_the_workbook_has_the_findings_and_every_table(run: Run, lead: Client, small: Filled) -> None:
    book = openpyxl.load_workbook(BytesIO(lead.get(f"/agenda/{run.month}.xlsx").content))
    findings = list(book["Findings"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in findings[: len(small.computed.agenda.findings)]] == [
        headline(finding) for finding in small.computed.agenda.findings
    ]
    tables = [each for answer in small.computed.agenda.answers.values() for each in answer.tables.items()]
    assert len(book.sheetnames) == 3 + sum(bool(table.rows) for name, table in tables if name not in FOR_LEADERS)


def test_a_workbook_runs_no_formula() -> None:
    formula = '=HYPERLINK("http://example.com","x")'
    answer = Answer("runaround", {}, {"listed": Table(("=1+1", "n"), ((formula, 1), ("@x", -2)))})
    book = openpyxl.load_workbook(BytesIO(agenda_xlsx(replace(sample(), answers={"runaround": answer}))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert "'" + formula in [cell.value for cell in cells]


def test_a_run_without_reports_has_none_to_take_home(lead: Client) -> None:
    assert lead.get("/agenda/2026-01.pdf").status_code == 404


@pytest.mark.parametrize("insight", sorted(INSIGHTS))
def test_how_each_figure_is_computed_is_told(run: Run, lead: Client, insight: str) -> None:
    page = lead.get(reverse("how", args=[insight]))
    assert page.status_code == 200
    assert INSIGHTS[insight].question in text(page)


def test_options_on_the_page_are_those_the_code_has_and_was_asked_with(run: Run, small: Filled) -> None:
    for name, used in small.computed.options.items():
        page = measure_page(name)
        assert page is not None
        shown = {option.name: option for option in options_of(page, dict(used))}
        assert shown.keys() == dict(option_values(question_named(name))).keys()
        assert not [option.name for option in shown.values() if option.is_changed]


def test_a_new_agenda_waits_for_leaders_until_they_have_read_it(run: Run, lead: Client, bob: Person) -> None:
    assert [waiting.url for waiting in waiting_for(bob) if waiting.kind == "agenda"] == [
        f"/agenda/{run.month}/{run.pk}/"
    ]
    lead.get("/agenda/")
    assert not [waiting for waiting in waiting_for(bob) if waiting.kind == "agenda"]


def finding_page(run: Run) -> str:
    return f"/findings/{StoredFinding.objects.get(run=run, place=1).pk}/"


def text(page: Any) -> str:
    """The words of a page, as a reader sees them."""
    shown = re.sub(r"<[^>]+>", " ", page.content.decode())
    for name, sign in (("&#x27;", "'"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(name, sign)
    return re.sub(r" +", " ", shown)


def _no_lake(*_: object) -> None:
    raise HeroError("There is no lake.", "Import a file.")

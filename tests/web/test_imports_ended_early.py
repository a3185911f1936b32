"""An import or an undoing ended in the middle: the lake is whole, and the workplace says what is so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from customerhero.facts.lake import Lake
from customerhero.web.jobs.early_ends import end_early
from customerhero.web.jobs.models import TakenJob
from customerhero.web.jobs.seeing_to import cancel
from customerhero.web.jobs.standing import failed
from customerhero.web.jobs.taking import take
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.models import Person
from customerhero.web.runs.attempts import attempt_of
from customerhero.web.runs.models import Breakdown, Run
from customerhero.web.sources import importing
from customerhero.web.sources.models import Import, Receipt, Undoing
from customerhero.web.sources.telling import standing_of
from customerhero.web.sources.undoing import _undone
from tests.web.bringing import CUSTOMERS, asked, brought, imported, page_of_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]
PEOPLE = "person_id,name,team_id\n" + "\n".join(f"P{i},Person {i},T{i % 2}" for i in range(9))
TEAMS = "team_id,name\nT0,Front\nT1,Back\n"


def test_an_import_ended_before_the_lake_had_it_says_by_whom_and_can_be_tried_again(lead: Client, bob: Person) -> None:
    made = asked(lead, brought(lead, CUSTOMERS, "customers.csv"))
    job = _begun()
    importing._begin(Import.objects.get())
    _ended(job, bob)
    page = page_of_import(lead, made)
    assert "Bob Okafor ended this job." in page
    assert "The lake is as it was before." in page
    assert not Receipt.objects.exists()
    lead.post(reverse("import-retries", args=[made.pk]))
    work_off()
    assert standing_of(Import.objects.get()).state == "done"


def test_an_import_that_waits_can_be_ended_from_its_page(lead: Client) -> None:
    made = asked(lead, brought(lead, CUSTOMERS, "customers.csv"))
    there = reverse("job-cancellations", args=[made.job_id])
    assert there in page_of_import(lead, made)
    lead.post(there)
    assert standing_of(Import.objects.get()).state == "refused"
    assert work_off() == 0  # it never began, so there is nothing to settle


def test_an_import_ended_after_the_lake_had_it_gets_its_receipt(lead: Client, bob: Person, settings: Any) -> None:
    asked(lead, brought(lead, CUSTOMERS, "customers.csv"))
    job, row = _begun(), Import.objects.select_related("upload", "mapping").get()
    importing._begin(row)
    importing._brought_in(row)
    _ended(job, bob)
    receipt = Receipt.objects.get()
    assert (receipt.number, receipt.seen_before, receipt.counts["customers"]["written"]) == (1, False, 40)
    assert standing_of(Import.objects.get()).state == "done"
    assert [entry.number for entry in Lake.open(settings.LAKE).history()] == [1]
    assert Run.objects.count() == 1


def test_another_import_of_the_same_file_is_no_reason_for_a_receipt(lead: Client, bob: Person) -> None:
    imported(lead, CUSTOMERS, "customers.csv")
    work_off()
    first = Import.objects.get()
    again = Import.objects.create(upload=first.upload, mapping=first.mapping, by=bob, lake_before=0)
    importing.finish_what_the_lake_has(again.pk)
    assert Receipt.objects.count() == 1


def test_an_undoing_ended_after_the_lake_had_done_it_is_done(lead: Client, bob: Person) -> None:
    made = imported(lead, CUSTOMERS, "customers.csv")
    work_off()
    lead.post(reverse("import-undoings", args=[made.pk]))
    job = _begun()
    _undone(1)
    _ended(job, bob)
    assert Undoing.objects.get().done_at is not None
    assert standing_of(made).state == "undone"


def test_people_and_teams_may_be_brought_first_and_no_run_fails(lead: Client, settings: Any) -> None:
    for text, name in ((TEAMS, "teams.csv"), (PEOPLE, "people.csv")):
        imported(lead, text, name)
        work_off()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) <= {"SUCCESSFUL", "READY"}
    assert failed() == []
    assert Breakdown.objects.count() == 2
    assert attempt_of(Run.objects.latest("pk")).state == "lacking"
    page = lead.get(reverse("agenda")).content.decode()
    assert "There are not enough facts for an agenda yet." in page
    assert "Try again" not in page
    assert "Bring in a file" in page
    assert "every 2s" not in lead.get(reverse("run", args=[Run.objects.latest("pk").pk])).content.decode()


def _begun() -> TakenJob:
    job = take("imports", "w")
    assert job is not None
    return job


def _ended(job: TakenJob, by: Person) -> None:
    """As a worker does when somebody wants it; what is to be settled is settled."""
    assert cancel(job.pk, by) == "asked"
    assert end_early(job, "")
    _settle()


def _settle() -> None:
    """The job that settles, without the run that follows."""
    while (job := take("imports", "w")) is not None:
        job.do()

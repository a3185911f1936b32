"""From a file to facts: the proposal, corrections, the import that counts once, its receipt, undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customerhero.facts.lake import Counts, Lake
from customerhero.facts.lake.batches import counts_of
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.models import Person
from customerhero.web.people.waiting import waiting_for
from customerhero.web.runs.models import Completion, Run
from customerhero.web.sources import importing
from customerhero.web.sources.importing import ask_again, take_in
from customerhero.web.sources.models import Clearing, Import, Look, Receipt, SavedMapping, Undoing, Upload
from customerhero.web.sources.telling import standing_of
from customerhero.web.sources.tidying import tidy_uploads
from customerhero.web.sources.undoing import take_back
from tests.realdata import shared_data
from tests.web.bringing import CUSTOMERS, TICKETS, asked, brought, imported, left_in, page_of, page_of_import, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]
SignIn = Callable[[Client, Person], Client]


def test_a_first_visit_teaches_what_to_bring(lead: Client) -> None:
    page = lead.get(reverse("sources")).content.decode()
    assert "Nothing has been brought in yet" in page
    assert reverse("upload-new") in page


def test_a_known_export_needs_no_explaining(lead: Client) -> None:
    made = imported(lead, CUSTOMERS, "customers.csv")
    receipt = Receipt.objects.get(imported=made)
    assert made.mapping.preset == "customers"
    assert (receipt.number, receipt.read, receipt.refused, receipt.seen_before) == (1, 40, 0, False)
    assert receipt.counts["customers"]["written"] == 40
    page = page_of_import(lead, made)
    assert "Receipt number 1" in page
    assert "40 rows were read. None was refused." in " ".join(page.split())


def test_an_unknown_export_is_proposed_with_reasons_and_its_first_rows(lead: Client) -> None:
    upload = brought(lead, TICKETS)
    page = page_of(lead, upload)
    assert "&#x27;Ticket No&#x27; is a usual name of it" in page
    assert "Team 3" in page
    assert "The first 120 rows would become:" in page
    assert not Import.objects.exists()


def test_an_import_starts_a_run_in_the_same_transaction(lead: Client, bob: Person) -> None:
    imported(lead, CUSTOMERS, "customers.csv")
    run = Run.objects.get()
    assert (run.reason, run.asked_by) == ("import", bob)


def test_a_column_is_corrected_in_the_form(lead: Client) -> None:
    upload = brought(lead, TICKETS)
    saved = lead.post(
        reverse("upload-mappings", args=[upload.pk]),
        {
            "seen": 0,
            "base": 0,
            "zone": "Europe/Berlin",
            "column-1-topic": "column:Team",
            "column-1-channel": "constant",
            "constant-1-channel": "phone",
        },
    )
    assert saved.status_code == 302
    text = SavedMapping.objects.get().text
    assert "zone: Europe/Berlin" in text
    assert "topic: Team" in text
    made = asked(lead, upload, seen=1)
    take_in.func(made.pk)
    assert Receipt.objects.get(imported=made).counts["cases"]["written"] == 120


def settings_lake() -> Path:
    from django.conf import settings

    return Path(settings.LAKE)


def test_their_words_are_told_in_ours(lead: Client) -> None:
    survey = "answer,metric,score,when,who\n" + "\n".join(
        f"A{i},zufriedenheit,{i % 5 + 1},2026-03-0{1 + i % 9},C{i}" for i in range(30)
    )
    upload = brought(lead, survey, "survey.csv")
    mapping = (
        "name: survey\ntables:\n  - table: feedback\n    columns:\n      feedback_id: answer\n      customer_id: who\n"
        "      happened_at: when\n      metric: metric\n      scale_max: {constant: '5'}\n      score: score\n"
    )
    lead.post(reverse("upload-mappings", args=[upload.pk]), {"seen": 0, "base": 0, "yaml": mapping})
    lead.post(
        reverse("upload-mappings", args=[upload.pk]),
        {"seen": 1, "base": 1, "column-1-metric": "column:metric", "values-1-metric": "zufriedenheit = csat"},
    )
    made = asked(lead, upload, seen=2)
    take_in.func(made.pk)
    receipt = Receipt.objects.get(imported=made)
    assert (receipt.counts["feedback"]["written"], receipt.refused) == (30, 0)


def test_a_mistake_in_the_yaml_is_told_at_its_line_and_kept(lead: Client) -> None:
    upload = brought(lead, TICKETS)
    typed = "name: mine\ntables:\n  - table: cases\n    columns:\n      case_id: Ticket No\n      colour: Team\n"
    lead.post(reverse("upload-mappings", args=[upload.pk]), {"seen": 0, "base": 0, "yaml": typed})
    page = page_of(lead, upload)
    assert "There is no entry &#x27;colour&#x27; here." in page
    assert "Line 6:" in page or "Line 4:" in page
    assert "colour: Team" in page
    lead.post(reverse("upload-imports", args=[upload.pk]), {"seen": 1})
    assert not Import.objects.exists()


def test_two_people_mapping_at_once_lose_nothing(lead: Client, dora: Person, sign_in: SignIn) -> None:
    upload = brought(lead, TICKETS)
    other = sign_in(Client(), dora)
    url = reverse("upload-mappings", args=[upload.pk])
    other.post(url, {"seen": 0, "base": 0, "column-1-topic": "column:Team"})
    late = lead.post(url, {"seen": 0, "base": 0, "zone": "Europe/Paris", "column-1-priority": "column:Team"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Dora Petrov saved another mapping meanwhile (version 1)." in page
    assert "priority: Team" in page  # what was typed stands there
    assert 'value="Europe/Paris"' in page
    assert SavedMapping.objects.count() == 1
    again = lead.post(url, {"seen": 1, "base": 0, "zone": "Europe/Paris", "column-1-priority": "column:Team"})
    assert again.status_code == 302
    newest = SavedMapping.objects.first()
    assert newest is not None
    assert newest.number == 2
    assert "priority: Team" in newest.text
    assert "topic: Team" not in newest.text


def test_an_import_of_a_mapping_that_changed_meanwhile_waits(lead: Client, dora: Person, sign_in: SignIn) -> None:
    upload = brought(lead, TICKETS)
    sign_in(Client(), dora).post(
        reverse("upload-mappings", args=[upload.pk]), {"seen": 0, "base": 0, "column-1-topic": "column:Team"}
    )
    sign_in(Client(), dora).post(
        reverse("upload-mappings", args=[upload.pk]), {"seen": 1, "base": 1, "column-1-priority": "column:Team"}
    )
    answer = lead.post(reverse("upload-imports", args=[upload.pk]), {"seen": 1}, follow=True)
    assert "The mapping was changed meanwhile by Dora Petrov" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_double_click_imports_once(lead: Client) -> None:
    upload = brought(lead, CUSTOMERS, "customers.csv")
    first, second = asked(lead, upload), asked(lead, upload, seen=1)
    assert first == second


@pytest.mark.parametrize("moment", ["before the lake", "after the lake"])
def test_a_job_that_is_killed_and_run_again_counts_once(
    lead: Client, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asked(lead, brought(lead, CUSTOMERS, "customers.csv"))

    class KilledError(BaseException):
        """The process is gone."""

    def killed(*_args: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_finish" if moment == "after the lake" else "_brought_in", killed)
        with pytest.raises(KilledError):
            take_in.func(made.pk)
    assert not Receipt.objects.exists()
    take_in.func(made.pk)
    take_in.func(made.pk)
    receipt = Receipt.objects.get()
    assert (receipt.number, receipt.seen_before, receipt.read) == (1, False, 40)
    assert counts_of(receipt.counts["customers"]) == Counts(40, written=40)
    assert [entry.number for entry in Lake.open(settings_lake()).standing_imports()] == [1]
    assert Run.objects.count() == 1


def test_the_same_file_again_is_told_kindly_and_writes_nothing(lead: Client) -> None:
    first = imported(lead, CUSTOMERS, "customers.csv")
    again = send(lead, CUSTOMERS, "customers copy.csv")
    assert again["Location"] == reverse("upload", args=[first.upload_id])
    assert "This very file is here already" in lead.get(again["Location"]).content.decode()
    Clearing.objects.create(upload=first.upload)
    second = imported(lead, CUSTOMERS, "customers.csv")
    receipt = Receipt.objects.get(imported=second)
    assert (receipt.seen_before, receipt.number) == (True, 1)
    page = page_of_import(lead, second)
    assert "This file is in the lake already" in page
    assert reverse("import", args=[first.pk]) in page
    assert Run.objects.count() == 1
    lead.post(reverse("import-undoings", args=[first.pk]))
    take_back.func(Undoing.objects.get().pk)
    third = asked(lead, second.upload, seen=1)
    take_in.func(third.pk)
    assert Receipt.objects.get(imported=third).seen_before is False


def test_refused_rows_come_home_as_a_file_without_formulas(lead: Client) -> None:
    rows = TICKETS + '\n"=cmd|calc";C1;nonsense;;\n;C2;01.02.2026 08:00;;Team 1\n'
    mapping = (
        "name: mine\ndates: ['%d.%m.%Y %H:%M']\ntables:\n  - table: cases\n    columns:\n      case_id: Ticket No\n"
        "      customer_id: Customer\n      opened_at: {column: Created, required: true}\n"
    )
    upload = brought(lead, rows)
    lead.post(reverse("upload-mappings", args=[upload.pk]), {"seen": 0, "base": 0, "yaml": mapping})
    made = asked(lead, upload, seen=1)
    take_in.func(made.pk)
    assert Receipt.objects.get(imported=made).refused == 2
    answer: Any = lead.get(reverse("import-refused", args=[made.pk]))
    told = b"".join(answer.streaming_content).decode()
    assert answer["Content-Disposition"] == 'attachment; filename="tickets.csv.refused.csv"'
    assert "nonsense" in told
    assert ",missing" in told
    assert not any(cell.startswith(("=", "+", "@")) for line in told.splitlines() for cell in line.split(","))


@pytest.mark.parametrize("name", ["refused.csv", "~refused.csv"])
def test_a_file_of_corrected_rows_is_not_written_over(lead: Client, name: str) -> None:
    made = imported(lead, CUSTOMERS + "\n,Nobody,small,2024-01-01", name)
    receipt = Receipt.objects.get(imported=made)
    assert (receipt.read, receipt.refused) == (41, 1)
    assert made.upload.file.read_text().startswith(CUSTOMERS)
    assert left_in(made.upload.file.parent) == ["refused.csv" if name == "refused.csv" else "_refused.csv"]


def test_an_import_without_refused_rows_offers_no_file(lead: Client) -> None:
    made = imported(lead, CUSTOMERS, "customers.csv")
    assert lead.get(reverse("import-refused", args=[made.pk])).status_code == 404
    assert "Refused rows as CSV" not in page_of_import(lead, made)


def test_only_the_newest_import_is_undone_and_the_agenda_made_anew(lead: Client, bob: Person) -> None:
    first = imported(lead, CUSTOMERS, "customers.csv")
    second = imported(lead, CUSTOMERS.replace("C1,", "C100,"), "customers.csv")
    assert "undo them first" in lead.get(reverse("import-undo", args=[first.pk])).content.decode()
    lead.post(reverse("import-undoings", args=[first.pk]))
    assert not Undoing.objects.exists()
    Run.objects.all().delete()
    lead.post(reverse("import-undoings", args=[second.pk]))
    undoing = Undoing.objects.get()
    assert (undoing.by, standing_of(second).state) == (bob, "undoing")
    take_back.func(undoing.pk)
    take_back.func(undoing.pk)  # a job may run twice
    assert standing_of(second).state == "undone"
    assert [entry.number for entry in Lake.open(settings_lake()).standing_imports()] == [1]
    assert Run.objects.count() == 1
    assert lead.post(reverse("import-undoings", args=[second.pk])).status_code == 302
    assert Undoing.objects.count() == 1


def test_an_undoing_killed_after_the_lake_is_finished_later(lead: Client) -> None:
    made = imported(lead, CUSTOMERS, "customers.csv")
    lead.post(reverse("import-undoings", args=[made.pk]))
    Lake.open(settings_lake()).undo(1)  # what the killed attempt had done
    take_back.func(Undoing.objects.get().pk)
    assert standing_of(made).state == "undone"


def test_what_was_undone_can_be_imported_anew(lead: Client) -> None:
    made = imported(lead, CUSTOMERS, "customers.csv")
    lead.post(reverse("import-undoings", args=[made.pk]))
    take_back.func(Undoing.objects.get().pk)
    anew = asked(lead, made.upload, seen=1)
    assert anew != made
    take_in.func(anew.pk)
    receipt = Receipt.objects.get(imported=anew)
    assert (receipt.seen_before, receipt.counts["customers"]["written"]) == (False, 40)


def test_an_import_that_cannot_be_done_tells_why_and_is_tried_again(lead: Client, bob: Person) -> None:
    made = asked(lead, brought(lead, CUSTOMERS, "customers.csv"))
    hidden = made.upload.file.rename(made.upload.file.with_suffix(".gone"))
    work_off()
    page = page_of_import(lead, made)
    assert "The file itself is not kept any more." in page
    assert str(made.upload.file.parent) not in page
    assert any("could not be imported" in str(thing.title) for thing in waiting_for(bob))
    hidden.rename(made.upload.file)
    lead.post(reverse("import-retries", args=[made.pk]))
    assert standing_of(Import.objects.get()).state == "waiting"
    ask_again(made)  # somebody else saw the refusal too and pressed a moment later
    assert DBTaskResult.objects.filter(task_path=take_in.module_path).count() == 2
    take_in.func(made.pk)
    assert standing_of(Import.objects.get()).state == "done"


def test_a_newer_file_of_a_source_is_mapped_as_the_last_one(lead: Client) -> None:
    upload = brought(lead, TICKETS, "tickets-2026-01.csv")
    lead.post(reverse("upload-mappings", args=[upload.pk]), {"seen": 0, "base": 0, "column-1-topic": "column:Team"})
    take_in.func(asked(lead, upload, seen=1).pk)
    newer = brought(lead, TICKETS.replace("T1;", "T900;"), "tickets-2026-02.csv")
    assert newer.source == upload.source
    take_in.func(asked(lead, newer).pk)
    saved = SavedMapping.objects.get(upload=newer)
    assert "topic: Team" in saved.text


def test_a_file_waits_on_the_desks_of_those_who_bring_data(
    lead: Client, bob: Person, alice: Person, carol: Person
) -> None:
    brought(lead, TICKETS)
    assert [thing.title for thing in waiting_for(bob)] == ["tickets.csv waits to be imported"]
    assert not [thing for person in (alice, carol) for thing in waiting_for(person) if "tickets" in str(thing.title)]


def test_readers_see_and_do_not_bring(rosa: Person, lead: Client, sign_in: SignIn) -> None:
    made = imported(lead, CUSTOMERS, "customers.csv")
    reader = sign_in(Client(), rosa)
    page = page_of_import(reader, made)
    assert "Receipt number 1" in page
    assert "Undo this import" not in page
    assert reader.post(reverse("import-undoings", args=[made.pk])).status_code == 403
    assert reader.get(reverse("upload", args=[made.upload_id])).status_code == 403  # its first rows
    assert reverse("upload", args=[made.upload_id]) not in page
    assert send(reader, TICKETS).status_code == 403


def test_files_are_cleared_a_week_after_their_import_and_a_month_without_one(lead: Client, settings: Any) -> None:
    done, waiting = imported(lead, CUSTOMERS, "customers.csv").upload, brought(lead, TICKETS)
    tidy_uploads.func()
    assert done.file.exists()
    ten_days_ago = timezone.now() - timedelta(days=10)
    Receipt.objects.update(at=ten_days_ago)
    Upload.objects.update(at=ten_days_ago)
    tidy_uploads.func()
    assert not done.file.exists()
    assert waiting.file.exists()
    assert "no longer kept" in lead.get(reverse("upload", args=[done.pk])).content.decode()
    Upload.objects.update(at=timezone.now() - timedelta(days=40))
    tidy_uploads.func()
    assert left_in(Path(settings.UPLOADS)) == []


def test_presets_can_be_read_and_taken_home(lead: Client) -> None:
    assert "servicenow-history" in lead.get(reverse("presets")).content.decode()
    assert "incident_state" in lead.get(reverse("preset", args=["servicenow-history"])).content.decode()
    answer = lead.get(reverse("preset", args=["servicenow-history"]), {"download": ""})
    assert answer["Content-Disposition"] == 'attachment; filename="servicenow-history.yaml"'
    assert answer.content.decode().startswith("name: servicenow-history")
    assert lead.get(reverse("preset", args=["no-such"])).status_code == 404


def test_the_page_of_a_moving_import_asks_again(lead: Client) -> None:
    made = asked(lead, brought(lead, CUSTOMERS, "customers.csv"))
    page = page_of_import(lead, made)
    assert "Waiting for its turn" in page
    assert 'hx-trigger="every 1s"' in page
    part = lead.get(reverse("import", args=[made.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    take_in.func(made.pk)
    page = page_of_import(lead, made)
    assert "The agenda is being made anew with them." in page
    Completion.objects.create(run=Run.objects.get(), agenda=b"")
    page = page_of_import(lead, made)
    assert "The agenda has been made anew with them." in page
    assert "hx-trigger" not in page


def test_the_real_history_of_incidents_is_known_by_its_preset(lead: Client) -> None:
    real = shared_data("uci_incident/incident_event_log.csv.gz")
    upload = brought(lead, real.read_bytes(), real.name)
    seen = Look.objects.get(upload=upload).seen
    assert seen["proposal"]["preset"] == "servicenow-history"
    assert seen["presets"][0]["name"] == "servicenow-history"
    assert seen["trial"]["refused"] == 0
    assert "The preset servicenow-history knows it." in page_of(lead, upload)

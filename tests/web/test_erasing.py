"""Erasing in the browser: asked for with a typed word, done by a job, and nothing of the customer is left anywhere."""

from __future__ import annotations

import json
import logging
import shutil
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from typer.testing import CliRunner

from customerhero.cli.main import app
from customerhero.facts.importing import ImportOptions, import_file
from customerhero.facts.lake import Lake
from customerhero.findings import Evidence
from customerhero.web.customers.erasing import erase
from customerhero.web.customers.models import Erasure, Follow
from customerhero.web.friction.declaring import declare
from customerhero.web.jobs.models import JobFailure
from customerhero.web.jobs.seeing_to import cancel
from customerhero.web.jobs.worker import work_off
from customerhero.web.people.chain import seal
from customerhero.web.people.deeds import Deed
from customerhero.web.people.models import Person, Saying
from customerhero.web.people.verifying import verified
from customerhero.web.runs.dismissing import dismiss
from customerhero.web.runs.erasures import follow_erasures
from customerhero.web.runs.models import FollowedErasure, Run, StoredFinding, StoredTable
from customerhero.web.runs.packing import finding_from, packed_finding, packed_rows, rows_from
from customerhero.web.sources import bounded
from customerhero.web.sources.models import Import, Look, Receipt, Refusal, SavedMapping, Source, Upload
from tests.web.bringing import looked_here, send
from tests.web.filling import Filled
from tests.web.workplace import Workplace

pytestmark = pytest.mark.django_db

GONE, NAME, CASE = "ZQX-90817", "Quirina Vantongeren", "CASE-ZQX-1"
WORDS = (GONE, NAME, CASE)


@pytest.fixture
def lake(filled: Run, small: Filled, settings: Any, tmp_path: Path) -> Lake:
    """A lake in a data folder of this test's own, which knows the customer to be erased."""
    settings.DATA, settings.LAKE, settings.UPLOADS = tmp_path, tmp_path / "lake", tmp_path / "uploads"
    settings.UPLOADS.mkdir()
    shutil.copytree(small.lake, settings.LAKE)
    _import(tmp_path / "customers.csv", f"customer_id,name,segment\n{GONE},{NAME},large\n", "customers")
    _import(tmp_path / "cases.csv", f"case_id,customer_id,opened_at\n{CASE},{GONE},2025-01-02T10:00:00Z\n", "cases")
    for export in tmp_path.glob("*.csv"):
        export.unlink()
    return Lake.open(settings.LAKE)


def _import(file: Path, text: str, preset: str) -> None:
    file.write_text(text, encoding="utf-8")
    import_file(file, file.parent / "lake", ImportOptions(preset))


@pytest.fixture
def planted(client: Client, lake: Lake, filled: Run, dora: Person, sign_in: Any, request: Any) -> Run:
    """The customer's id and name, wherever the workplace keeps or tells anything; an administrator is signed in."""
    request.getfixturevalue("monkeypatch").setattr(bounded, "_answered", looked_here)
    sign_in(client, dora)
    client.post(reverse("follows", args=[GONE]))
    client.get(reverse("customers"), {"customers.q": NAME})
    b"".join(client.get(reverse("customers"), {"customers.q": NAME, "customers.export": "csv"}))
    client.get(reverse("customer", args=[GONE]))
    dismiss(filled.findings.all()[0], dora, f"Only {NAME} ({GONE}) is touched.")
    declare("A", "B", f"Agreed with {NAME}.", dora)
    send(client, f"a,b\n{GONE},{NAME}\n", f"{NAME} {GONE}.csv")
    _plant_source(dora)
    _plant_in_runs(filled)
    _plant_in_jobs()
    _plant_in_a_session(client)
    return filled


def _plant_source(alice: Person) -> None:
    source = Source.objects.create(name=f"About {NAME}")
    upload = Upload.objects.create(source=source, name=f"{GONE}.csv", folder="a", size=1, sha256="0", by=alice)
    mapping = SavedMapping.objects.create(upload=upload, number=1, text=f"note: {{constant: '{GONE}'}}", trial=[GONE])
    Look.objects.create(upload=upload, seen={"rows": [[NAME]]})
    made = Import.objects.create(upload=upload, mapping=mapping)
    notes = {"told": [f"{GONE} stands twice."], "absent": []}
    Receipt.objects.create(imported=made, number=1, read=1, refused=0, counts={}, notes=notes)
    Refusal.objects.create(imported=made, reason=f"Row 7: {GONE},{NAME} is no number.")


def _plant_in_runs(run: Run) -> None:
    row: StoredFinding = run.findings.all()[0]
    found = finding_from(bytes(row.finding))
    row.finding = packed_finding(type(found)(**{**vars(found), "evidence": Evidence((CASE,), (GONE,), "")}))
    row.save()
    table = next(one for one in StoredTable.objects.filter(answer__run=run) if "customer_id" in one.columns)
    planted = [{"customer_id": GONE, "name": NAME}.get(column) for column in table.columns]
    table.rows = packed_rows((*map(tuple, rows_from(bytes(table.rows))), tuple(planted)))
    table.count += 1
    table.save()


def _plant_in_jobs() -> None:
    job = apps.get_model("django_tasks_database", "DBTaskResult").objects.first()
    job.traceback = f"ValueError: {NAME}"
    job.save()
    JobFailure.objects.create(job=job, reason=f"Something unexpected: {GONE}")


def _plant_in_a_session(client: Client) -> None:
    session = client.session
    session["kept-form"] = {"to": reverse("follows", args=[GONE]), "fields": [["reason", NAME]], "who": 1}
    session.save()


def everything_in(folder: Path) -> str:
    """All rows of all tables, and all files, as one text."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [f"{table}: {' '.join(map(_text, row))}" for row in cursor.fetchall()]
    for session in apps.get_model("sessions", "Session").objects.all():
        told.append(json.dumps(session.get_decoded()))
    for file in (each for each in folder.rglob("*") if each.is_file()):
        told.append(f"{file.name}: {_text(file.read_bytes())}")
        if file.suffix == ".parquet":
            told.append(str(pq.ParquetFile(file).read().to_pylist()))
    return "\n".join(told)


def left_in(folder: Path) -> list[str]:
    """Where the customer is still named."""
    return [line[:300] for line in everything_in(folder).split("\n") if any(word in line for word in WORDS)]


def _text(value: Any) -> str:
    if not isinstance(value, bytes | memoryview):
        return str(value)
    data = bytes(value)
    with suppress(zlib.error):
        data = zlib.decompress(data)
    return data.decode("utf-8", "replace")


def ask(client: Client, **told: str) -> Any:
    return client.post(reverse("customer-erasures", args=[GONE]), {"confirmation": GONE, "reason": "They ask.", **told})


def test_nothing_of_who_was_erased_is_left_anywhere(
    client: Client, planted: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("customerhero.access").addHandler(caplog.handler)
    seal()
    before = everything_in(tmp_path)
    assert all(word in before for word in WORDS)
    ask(client, reason=f"{NAME} asked for it.")
    asked = Erasure.objects.get()
    client.get(reverse("trail"), {"trail.q": GONE})
    erase.func(asked.pk)
    seal()
    assert left_in(tmp_path) == []
    logging.getLogger("customerhero.access").removeHandler(caplog.handler)
    assert [word for word in WORDS if word in caplog.text] == []
    assert verified().trouble == ""


def test_the_receipt_says_when_by_whom_and_how_many_rows_and_names_nobody(
    client: Client, lake: Lake, dora: Person, sign_in: Any
) -> None:
    sign_in(client, dora)
    answer = ask(client)
    asked = Erasure.objects.get()
    assert answer["Location"] == reverse("erasure", args=[asked.pk])
    assert "is being erased" in client.get(answer["Location"]).content.decode()
    erase.func(asked.pk)
    page = client.get(answer["Location"]).content.decode()
    text = client.get(reverse("erasure-receipt", args=[asked.pk])).content.decode()
    asked.refresh_from_db()
    assert asked.rows == {"cases": 1, "customers": 1}
    assert asked.commit == Lake.open(lake.path).history()[-1].number
    for told in (page, text):
        assert "Dora Petrov" in told
        assert asked.pseudonym[:12] in told
        assert "They ask." in told
        assert GONE not in told
    line = LogEntry.objects.get(action=Deed.ERASED)
    assert (line.object_repr, line.actor) == (asked.pseudonym[:12], dora)
    assert line.additional_data["rows"] == asked.rows
    assert client.get(reverse("customer", args=[GONE])).status_code == 404


def test_the_page_says_what_would_go_and_the_wrong_number_erases_nobody(
    client: Client, lake: Lake, dora: Person, sign_in: Any
) -> None:
    page = sign_in(client, dora).get(reverse("customer-erasure", args=[GONE])).content.decode()
    assert '<tr><th scope="row">cases</th><td class="number">1</td></tr>' in page
    answer = ask(client, confirmation=GONE.lower())
    assert answer.status_code == 400
    assert "Nothing was erased." in answer.content.decode()
    assert not Erasure.objects.exists()


def test_the_page_writes_nothing_to_the_lake(
    client: Client, lake: Lake, dora: Person, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lake, "writer", None)  # would break, were it called
    page = sign_in(client, dora).get(reverse("customer-erasure", args=[GONE])).content.decode()
    assert '<tr><th scope="row">cases</th><td class="number">1</td></tr>' in page


def test_who_is_unknown_cannot_be_erased(client: Client, lake: Lake, dora: Person, sign_in: Any) -> None:
    assert sign_in(client, dora).get(reverse("customer-erasure", args=["nobody"])).status_code == 404


def test_asked_twice_it_is_done_once(client: Client, lake: Lake, dora: Person, sign_in: Any) -> None:
    sign_in(client, dora)
    assert ask(client)["Location"] == ask(client)["Location"]
    asked = Erasure.objects.get()
    erase.func(asked.pk)
    erase.func(asked.pk)
    assert LogEntry.objects.filter(action=Deed.ERASED).count() == 1
    assert [entry.kind for entry in Lake.open(lake.path).history()].count("erasure") == 1


def test_an_erasure_whose_job_was_ended_goes_on_when_asked_for_again(
    client: Client, lake: Lake, dora: Person, sign_in: Any
) -> None:
    page = ask(sign_in(client, dora))["Location"]
    cancel(UUID(Erasure.objects.get().job_id), dora)
    assert "Dora Petrov ended this job." in client.get(page).content.decode()
    assert ask(client)["Location"] == page
    assert "is being erased" in client.get(page).content.decode()
    work_off()
    assert Erasure.objects.get().done_at


def test_an_erasure_whose_job_was_forgotten_says_so_and_goes_on_when_asked_for_again(
    client: Client, lake: Lake, dora: Person, sign_in: Any
) -> None:
    page = ask(sign_in(client, dora))["Location"]
    DBTaskResult.objects.all().delete()
    told = client.get(page).content.decode()
    assert "is not kept any more" in told
    assert "hx-get" not in told.split('id="standing"')[1]
    lake.erase(GONE)  # it may have got as far as this
    again = reverse("customer-erasure", args=[GONE])
    assert again in told
    assert client.get(again).status_code == 200
    assert ask(client)["Location"] == page
    work_off()
    assert Erasure.objects.get().done_at


def test_a_job_killed_after_the_lake_forgot_still_tells_how_many_rows_went(
    client: Client, lake: Lake, dora: Person, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(sign_in(client, dora))
    asked = Erasure.objects.get()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("customerhero.web.customers.erasing._from_workplace", _killed)
        erase.func(asked.pk)
    erase.func(asked.pk)
    asked.refresh_from_db()
    assert (asked.rows, asked.customer_id, asked.words) == ({"cases": 1, "customers": 1}, "", [])


@pytest.mark.parametrize("first", ["the job again", "the minute's look"])
def test_a_job_killed_after_the_lake_forgot_costs_nobody_elses_words(
    first: str, client: Client, planted: Run, lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _killed_after_the_lake_forgot(client, monkeypatch)
    _import(tmp_path / "more.csv", "customer_id,name\nK-9,Kay\n", "customers")
    (tmp_path / "more.csv").unlink()
    of_somebody_else = _refused_for("Row 9: Kay is no number.")
    steps = [lambda: erase.func(asked.pk), follow_erasures.func]
    for step in steps if first == "the job again" else [*reversed(steps), follow_erasures.func]:
        step()
    asked.refresh_from_db()
    assert asked.commit == Lake.open(lake.path).history()[-2].number
    of_somebody_else.refresh_from_db()
    assert of_somebody_else.reason == "Row 9: Kay is no number."
    assert left_in(tmp_path) == []


def test_an_erasure_ended_after_the_lake_forgot_is_finished_by_itself(
    client: Client, planted: Run, dora: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _killed_after_the_lake_forgot(client, monkeypatch)
    of_somebody_else = _refused_for("Row 9: Kay is no number.")
    cancel(UUID(asked.job_id), dora)
    follow_erasures.func()
    work_off()
    asked.refresh_from_db()
    of_somebody_else.refresh_from_db()
    assert asked.done_at
    assert of_somebody_else.reason == "Row 9: Kay is no number."
    assert left_in(tmp_path) == []


def test_two_who_were_erased_by_different_ways_are_both_forgotten(
    client: Client, planted: Run, lake: Lake, tmp_path: Path
) -> None:
    _import(tmp_path / "more.csv", "customer_id,name\nK-90099,Kay\n", "customers")
    (tmp_path / "more.csv").unlink()
    refused = _refused_for("Row 9: K-90099 is no number.")
    answer = CliRunner().invoke(app, ["erase", "K-90099", "--lake", str(lake.path), "--yes"])
    assert answer.exit_code == 0, answer.output
    ask(client)
    erase.func(Erasure.objects.get().pk)
    follow_erasures.func()
    refused.refresh_from_db()
    assert "K-90099" not in refused.reason
    assert left_in(tmp_path) == []
    assert not list((tmp_path / "erased").iterdir())


def _killed_after_the_lake_forgot(client: Client, monkeypatch: pytest.MonkeyPatch) -> Erasure:
    ask(client)
    asked = Erasure.objects.get()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("customerhero.web.customers.erasing._from_workplace", _killed)
        erase.func(asked.pk)
    return asked


def _refused_for(reason: str) -> Refusal:
    return Refusal.objects.create(imported=Import.objects.all()[0], reason=reason)


def _killed(_erasure: Erasure) -> None:
    raise KeyboardInterrupt


def test_the_command_hands_the_words_over_and_the_worker_forgets_them(
    client: Client, planted: Run, lake: Lake, tmp_path: Path
) -> None:
    answer = CliRunner().invoke(app, ["erase", GONE, "--lake", str(lake.path), "--yes"])
    assert answer.exit_code == 0, answer.output
    follow_erasures.func()
    assert left_in(tmp_path) == []
    assert LogEntry.objects.get(action=Deed.ERASED).actor is None


def test_when_nobody_can_tell_the_words_all_that_the_program_told_goes(
    client: Client, planted: Run, lake: Lake, tmp_path: Path
) -> None:
    lake.erase(GONE)
    follow_erasures.func()
    assert not Follow.objects.exists()
    assert not Saying.objects.filter(kind__in=("customer", "told")).exists()
    assert {JobFailure.objects.get().reason, Refusal.objects.get().reason} == {"(erased)"}
    assert "kept-form" not in client.session


def test_looking_every_minute_opens_no_lake_that_stands_still(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    follow_erasures.func()
    monkeypatch.setattr("customerhero.web.runs.lakeside.newest_erasure", None)  # would break, were it called
    follow_erasures.func()
    assert not FollowedErasure.objects.exists()


def test_readers_of_the_trail_see_the_id_as_long_as_it_is_known(
    client: Client, lake: Lake, dora: Person, alice: Person, sign_in: Any
) -> None:
    sign_in(client, alice).post(reverse("follows", args=[GONE]))
    kept = LogEntry.objects.get(content_type__model="follow")
    assert GONE not in json.dumps(kept.changes)
    page = sign_in(client, dora).get(reverse("trail")).content.decode()
    assert f"customer id: {GONE}" in page
    ask(client)
    erase.func(Erasure.objects.get().pk)
    page = client.get(reverse("trail")).content.decode()
    assert f"customer id: (erased) {Erasure.objects.get().pseudonym[:12]}" in page


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its files itself")
def test_the_databases_file_forgets_too(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    told = place.run(
        "from django.core.management import call_command as c; c('migrate', verbosity=0)\n"
        "from customerhero.web.people.sayings import said, forget\n"
        "from customerhero.web.people.forgetting import scrub\n"
        "from pathlib import Path; from django.conf import settings\n"
        "def there(): return any(b'ZQX-90817' in f.read_bytes() for f in settings.DATA.glob('hero.sqlite3*'))\n"
        "tokens = [said(f'ZQX-90817 {n}', 'customer')[5:] for n in range(50)]\n"
        "before = there(); forget(tokens); scrub(); print(before, there())"
    )
    assert told.split() == ["True", "False"]

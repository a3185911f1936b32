"""Who is erased from the lake is in nothing the workplace keeps either: rows, samples, files to take home, uploads."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from customerhero.facts.lake import Lake
from customerhero.web.customers.following import follow, followed_by
from customerhero.web.people.models import Person
from customerhero.web.runs.erasures import follow_erasures
from customerhero.web.runs.models import Completion, FollowedErasure, Run, StoredFinding, StoredReport, StoredTable
from customerhero.web.runs.packing import agenda_from, finding_from, rows_from
from customerhero.web.runs.papers import write_anew
from customerhero.web.runs.reading import answer_of
from customerhero.web.sources.models import Clearing, Import, Look, Receipt, SavedMapping, Source, Upload
from tests.web.filling import Filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake(filled: Run, small: Filled, settings: Any, tmp_path: Path) -> Lake:
    """A lake of this test's own, that runs were made of."""
    settings.LAKE = tmp_path / "lake"
    shutil.copytree(small.lake, settings.LAKE)
    return Lake.open(settings.LAKE)


def test_who_is_erased_from_the_lake_is_in_no_run(filled: Run, lake: Lake) -> None:
    gone, *others = [row["customer_id"] for row in _lost(filled)]
    assert gone in _everything_kept()
    counts = {table.pk: table.count for table in StoredTable.objects.all()}
    with lake.writer() as writer:
        writer.erase(gone)
    follow_erasures.func()
    kept = _everything_kept()
    assert gone not in kept
    assert all(other in kept for other in others)
    assert [row["customer_id"] for row in _lost(filled)] == others
    fewer = [pk for pk, count in counts.items() if StoredTable.objects.get(pk=pk).count < count]
    assert 0 < len(fewer) < len(counts) / 2
    assert FollowedErasure.objects.get().number == lake.history()[-1].number


def test_nobody_is_the_advocate_of_who_was_erased(filled: Run, lake: Lake, alice: Person) -> None:
    gone, other = [row["customer_id"] for row in _lost(filled)][:2]
    follow(gone, alice)
    follow(other, alice)
    with lake.writer() as writer:
        writer.erase(gone)
    follow_erasures.func()
    assert [each.customer_id for each in followed_by(alice)] == [other]


def test_files_brought_in_before_go_with_what_their_first_rows_said(lake: Lake, filled: Run, bob: Person) -> None:
    upload = Upload.objects.create(source=Source.objects.create(name="S"), name="a.csv", folder="a", size=1, sha256="0")
    mapping = SavedMapping.objects.create(upload=upload, number=1, preset="customers", trial={"notes": ["Anna"]})
    Look.objects.create(upload=upload, seen={"rows": [["Anna"]]})
    made = Import.objects.create(upload=upload, mapping=mapping)
    Receipt.objects.create(imported=made, number=1, read=1, refused=0, counts={}, notes={})
    with lake.writer() as writer:
        writer.erase(_lost(filled)[0]["customer_id"])
    follow_erasures.func()
    assert Clearing.objects.filter(upload=upload).exists()
    assert not Look.objects.exists()
    assert SavedMapping.objects.get().trial is None


def test_an_erasure_is_followed_once(filled: Run, lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    follow_erasures.func()
    assert not FollowedErasure.objects.exists()
    with lake.writer() as writer:
        writer.erase(_lost(filled)[0]["customer_id"])
    follow_erasures.func()
    monkeypatch.setattr("customerhero.web.runs.erasures.write_anew", None)  # would break, were it called again
    follow_erasures.func()
    assert FollowedErasure.objects.count() == 1


def test_words_that_cannot_be_read_stop_no_erasure(filled: Run, lake: Lake) -> None:
    folder = lake.path.parent / "erased"
    folder.mkdir()
    for name, written in (("empty", b""), ("half", b'["K-1", "Qu'), ("odd", b"{}"), ("bytes", b"\xff")):
        (folder / f"{name}.json").write_bytes(written)
    with lake.writer() as writer:
        writer.erase(_lost(filled)[0]["customer_id"])
    follow_erasures.func()
    assert FollowedErasure.objects.count() == 1


def test_a_workbook_written_anew_says_the_same(filled: Run) -> None:
    first = _cells(filled)
    write_anew(filled, ("xlsx",))
    assert _cells(filled) == first


def _lost(run: Run) -> list[dict[str, Any]]:
    answer = answer_of(run, "losses")
    assert answer is not None
    return answer.table("listed_customers").records()


def _cells(run: Run) -> dict[str, list[tuple[Any, ...]]]:
    """What the English workbook of a run says, sheet by sheet."""
    content = bytes(StoredReport.objects.get(run=run, kind="xlsx", language="en").content)
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def _everything_kept() -> str:
    """All that runs keep, as one text."""
    told = [repr(rows_from(bytes(table.rows))) for table in StoredTable.objects.all()]
    told += [repr(finding_from(bytes(row.finding))) + row.drawing for row in StoredFinding.objects.all()]
    told += [repr(agenda_from(bytes(row.agenda))) for row in Completion.objects.all()]
    told += [repr(_cells(run)) for run in Run.objects.filter(completion__isnull=False)]
    return "\n".join(told)

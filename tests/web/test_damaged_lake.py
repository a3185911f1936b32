"""A damaged lake: no page and no run tells a figure from it, and those who keep the workplace running are told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customerhero.errors import LakeError
from customerhero.facts.lake import Lake
from customerhero.web.people.models import Person
from customerhero.web.runs.computing import computed
from customerhero.web.runs.models import Run
from customerhero.web.sources.checking import check_lake, receipts_unlike
from customerhero.web.sources.models import Import, Receipt, SavedMapping, Source, Undoing, Upload
from tests.web.filling import Filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake(filled: Run, small: Filled, settings: Any, tmp_path: Path) -> Lake:
    """A lake of this test's own, that runs were made of."""
    settings.LAKE = tmp_path / "lake"
    shutil.copytree(small.lake, settings.LAKE)
    return Lake.open(settings.LAKE)


def flip(file: str) -> None:
    content = bytearray(Path(file).read_bytes())
    content[len(content) // 2] ^= 1
    Path(file).write_bytes(content)


def test_a_page_that_was_opened_before_notices_a_flipped_bit(lake: Lake, client: Client, bob: Person) -> None:
    client.force_login(bob)
    page = reverse("customers")
    assert client.get(page).status_code == 200
    flip(lake.files("events")[0])
    answer = client.get(page)
    assert answer.status_code == 503
    told = answer.content.decode()
    assert "events/part-" in told and "from a backup" in told
    assert str(lake.path) not in told


def test_no_run_is_made_from_a_damaged_file(lake: Lake) -> None:
    lake.facts()
    flip(lake.files("customers")[0])
    with pytest.raises(LakeError, match=r"customers/part-.* is not as it was written"):
        computed(Run(), lambda *_: None)


def test_the_nightly_look_says_what_is_wrong_and_what_to_do(lake: Lake) -> None:
    check_lake.func()
    flip(lake.files("events")[0])
    with pytest.raises(LakeError, match="events/part-") as trouble:
        check_lake.func()
    assert "backup" in trouble.value.remedy


def receipt(person: Person, number: int, counts: dict[str, Any]) -> Receipt:
    source = Source.objects.create(name=f"s{number}", kind="upload")
    upload = Upload.objects.create(source=source, name=f"file{number}.csv", folder=str(number), size=1, sha256="0" * 64)
    mapping = SavedMapping.objects.create(upload=upload, number=1, preset="events")
    imported = Import.objects.create(upload=upload, mapping=mapping, by=person)
    return Receipt.objects.create(imported=imported, number=number, read=1, refused=0, counts=counts)


def test_receipts_are_compared_with_what_the_lake_knows(lake: Lake, alice: Person) -> None:
    history = lake.history()
    first, second, third, *_ = [entry for entry in history if entry.kind == "import"]
    as_it_was = {name: {"read": counts.read} for name, counts in first.counts.items()}
    receipt(alice, first.number, as_it_was)
    assert receipts_unlike(history) == []
    receipt(alice, second.number, {"events": {"read": 77}})
    receipt(alice, 400, {"events": {"read": 3}})
    undone = receipt(alice, third.number, {name: {"read": counts.read} for name, counts in third.counts.items()})
    Undoing.objects.create(imported=undone.imported, done_at=undone.at)
    assert [words.split(",")[-1] for words in receipts_unlike(history)] == [
        f"Import {second.number} (file{second.number}.csv) is another one in the lake than its receipt says.",
        " and the lake still has it.",
        " and the lake does not know it.",
    ]
    with pytest.raises(LakeError, match=r"400 \(file400.csv\)"):
        check_lake.func()

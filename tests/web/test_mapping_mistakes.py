"""Whatever somebody saves as a mapping, its page shows it with what is wrong, and it can be corrected there."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from customerhero.facts.apart import BrokenError
from customerhero.web.sources import bounded
from customerhero.web.sources.models import Look, SavedMapping, Upload
from tests.facts.mapping.bad_yaml import BAD
from tests.web.bringing import TICKETS, brought

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]
ANSWERED = bounded._answered
GOOD = "tables:\n- table: cases\n  columns: {case_id: Ticket No}\n"


@pytest.fixture
def upload(lead: Client) -> Upload:
    return brought(lead, TICKETS)


def saved(client: Client, upload: Upload, yaml: str) -> str:
    """What the page shows after a mapping was saved and the page is asked for again."""
    number = getattr(SavedMapping.objects.filter(upload=upload).first(), "number", 0)
    fields = {"seen": number, "base": number, "yaml": yaml}
    posted = client.post(reverse("upload-mappings", args=[upload.pk]), fields)
    assert posted.status_code == 302, posted.content[:2_000]
    return shown(client, upload)


def shown(client: Client, upload: Upload) -> str:
    page = client.get(reverse("upload", args=[upload.pk]))
    assert page.status_code == 200
    return unescape(page.content.decode())


def test_every_mistake_is_shown_beside_what_was_typed_and_can_be_corrected(lead: Client, upload: Upload) -> None:
    for what, (yaml, _entry) in BAD.items():
        if len(yaml) > 500_000 or "\0" in yaml:  # too much for a form, and what no form may hold
            continue
        page = saved(lead, upload, yaml)
        assert 'class="fault"' in page, what
        assert yaml.strip()[:2_000] in page, what
    assert "120 rows" in " ".join(saved(lead, upload, GOOD).split())


def test_a_form_sent_for_a_mapping_that_no_form_can_show_changes_nothing(lead: Client, upload: Upload) -> None:
    for yaml in ("tables: [abc]\n", "tables: [{table: [a]}]\n", "tables: {a: b}\n", "files: [a, {tables: [b]}]\n"):
        saved(lead, upload, yaml)
        number = SavedMapping.objects.filter(upload=upload).latest("number").number
        typed = {"seen": number, "base": number, "table-1": "cases", "column-1-case_id": "column:Ticket No"}
        lead.post(reverse("upload-mappings", args=[upload.pk]), typed)
        assert 'class="fault"' in shown(lead, upload)


def test_a_fault_of_ours_while_looking_leaves_the_page_correctable(
    lead: Client, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise BrokenError("IndexError")

    with monkeypatch.context() as patched:
        patched.setattr(bounded, "_answered", ANSWERED)
        patched.setattr(bounded, "apart", broken)
        assert "crashed" in saved(lead, upload, GOOD)
    assert Look.objects.filter(upload=upload).exists()
    cache.clear()  # twenty seconds later
    assert "120 rows" in " ".join(shown(lead, upload).split())

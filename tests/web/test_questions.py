"""What a file leaves open is asked in the page; the answer stands in the mapping, and nothing comes in before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from customerhero.web.people.models import Person
from customerhero.web.sources.importing import take_in
from customerhero.web.sources.models import Answer, Import, Receipt, SavedMapping, Upload
from customerhero.web.sources.sentences import in_language
from customerhero.web.sources.tidying import tidy_uploads
from tests.web.bringing import asked, brought, left_in, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]
SignIn = Callable[[Client, Person], Client]

REVENUE = "customer_id,month,amount\n" + "\n".join(f"C{i % 20},2026-0{1 + i % 6}-01,{100 + i}.50" for i in range(60))
"""Amounts without a word of their currency."""


@pytest.fixture
def upload(lead: Client) -> Upload:
    return brought(lead, REVENUE, "revenue.csv")


def answer(client: Client, upload: Upload, value: str, key: str = "currency", seen: int = 0) -> Any:
    typed = {"seen": seen, "key-1": key, "text-1": value}
    return client.post(reverse("upload-answers", args=[upload.pk]), typed)


def test_what_no_column_says_is_asked_and_nothing_can_be_imported_before(lead: Client, upload: Upload) -> None:
    page = page_of(lead, upload)
    assert "What is the currency of all rows?" in page
    assert reverse("upload-imports", args=[upload.pk]) not in page
    refused = lead.post(reverse("upload-imports", args=[upload.pk]), {"seen": 0}, follow=True).content.decode()
    assert "a question is still to be answered first" in refused
    assert not Import.objects.exists()


def test_the_answer_stands_in_the_mapping_and_the_import_follows_it(lead: Client, bob: Person, upload: Upload) -> None:
    assert answer(lead, upload, "USD")["Location"].endswith("#trial")
    saved = SavedMapping.objects.get()
    assert 'currency: {constant: "USD"}' in saved.text
    assert (Answer.objects.get().key, Answer.objects.get().value, Answer.objects.get().by) == ("currency", "USD", bob)
    page = page_of(lead, upload)
    assert "What is the currency of all rows?</b> USD" in page
    assert reverse("upload-imports", args=[upload.pk]) in page
    take_in.func(asked(lead, upload, saved.number).pk)
    assert Receipt.objects.get().counts["revenue"]["written"] == 60


def test_an_answer_can_be_changed_and_the_newest_counts(lead: Client, upload: Upload) -> None:
    answer(lead, upload, "USD")
    answer(lead, upload, "GBP", seen=1)
    assert 'constant: "GBP"' in SavedMapping.objects.first().text  # type: ignore[union-attr]
    assert [one.value for one in Answer.objects.all()] == ["USD", "GBP"]


@pytest.mark.parametrize(
    ("key", "value"), [("currency", "  "), ("decimal", ","), ("", "USD"), ("currency" * 90, "USD")]
)
def test_what_answers_no_question_changes_nothing(lead: Client, upload: Upload, key: str, value: str) -> None:
    assert answer(lead, upload, value, key)["Location"].endswith("#questions")
    assert not Answer.objects.exists()
    assert not SavedMapping.objects.exists()


def test_an_answer_to_an_older_page_does_not_write_over_a_newer_mapping(
    lead: Client, dora: Person, sign_in: SignIn, upload: Upload
) -> None:
    answer(sign_in(Client(), dora), upload, "CHF")
    told = lead.get(answer(lead, upload, "USD")["Location"]).content.decode()
    assert "Dora Petrov changed the mapping meanwhile" in told
    assert [one.value for one in Answer.objects.all()] == ["CHF"]


def test_a_mapping_corrected_by_hand_shows_which_questions_it_answers(lead: Client, upload: Upload) -> None:
    text = upload.look.seen["proposal"]["text"]
    mappings = reverse("upload-mappings", args=[upload.pk])
    lead.post(mappings, {"seen": 0, "base": 0, "yaml": text + "# a remark\n"})
    still_open = page_of(lead, upload)
    assert "still open" in still_open
    assert reverse("upload-imports", args=[upload.pk]) not in still_open
    assert "no longer the proposed one" in lead.get(answer(lead, upload, "USD", seen=1)["Location"]).content.decode()
    lead.post(mappings, {"seen": 1, "base": 1, "yaml": text.replace("???", "SEK")})
    settled = page_of(lead, upload)
    assert "still open" not in settled
    assert "What is the currency of all rows?</b> SEK" in settled
    assert reverse("upload-imports", args=[upload.pk]) in settled


def test_a_later_file_of_the_source_is_not_asked_again(lead: Client, upload: Upload) -> None:
    answer(lead, upload, "USD")
    take_in.func(asked(lead, upload, 1).pk)
    later = brought(lead, REVENUE.replace("2026", "2025"), "revenue.csv", source=upload.source_id)
    page = page_of(lead, later)
    assert "questions first" not in page
    assert "What is the currency of all rows?</b> USD" in page
    assert reverse("upload-imports", args=[later.pk]) in page


def test_cleared_and_erased_answers_keep_nothing_of_the_file(lead: Client, upload: Upload) -> None:
    answer(lead, upload, "USD")
    Upload.objects.update(at=timezone.now() - timedelta(days=31))
    tidy_uploads.func()
    assert Answer.objects.get().asked == {}
    assert SavedMapping.objects.get().seen is None


def test_somebody_removes_a_file_of_their_own_that_no_import_used(
    lead: Client, upload: Upload, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    answer(lead, upload, "USD")
    assert "Remove this file" in page_of(lead, upload)
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(reverse("upload-removals", args=[upload.pk]))
    assert not Upload.objects.exists()
    assert left_in(settings.UPLOADS) == []
    assert LogEntry.objects.get_for_model(Upload).filter(action=LogEntry.Action.DELETE).count() == 1


def test_nobody_removes_the_file_of_another_or_one_that_an_import_uses(
    lead: Client, dora: Person, sign_in: SignIn, upload: Upload
) -> None:
    other = sign_in(Client(), dora)
    assert "Remove this file" not in page_of(other, upload)
    assert other.post(reverse("upload-removals", args=[upload.pk])).status_code == 403
    answer(lead, upload, "USD")
    asked(lead, upload, 1)
    assert "Remove this file" not in page_of(lead, upload)
    told = lead.post(reverse("upload-removals", args=[upload.pk]), follow=True).content.decode()
    assert "An import uses this file" in told
    assert Upload.objects.filter(pk=upload.pk).exists()


AMBIGUOUS = "Customer ID,Invoice Date,Amount,Currency\n" + "\n".join(
    f"C{i % 20},0{1 + i % 6}/0{1 + i % 9}/2026,{100 + i}.50,USD" for i in range(60)
)


def test_the_question_is_asked_in_german(lead: Client, bob: Person) -> None:
    bob.language = "de"
    bob.save()
    page = page_of(lead, brought(lead, AMBIGUOUS, "revenue.csv"))
    assert "In welcher Reihenfolge nennt Invoice Date Tag und Monat?" in page
    assert "Monat vor Tag" in page
    assert "dann liegen sie zwischen 2026-01-" in page


@pytest.mark.parametrize(
    ("told", "german"),
    [
        ("What is the currency of all rows?", "Was ist currency für alle Zeilen?"),
        (
            "31 values can only be day before month, none only month before day",
            "31 Werte: nur Tag vor Monat möglich, kein Wert nur Monat vor Tag",
        ),
        ("the sheet '100 % sure' is read", "das Blatt '100 % sure' wird gelesen"),
        ("In which order does In which order does X tell tell day and month?", None),
        (
            "All 1,234 customers of this file are known.",
            "Alle 1.234 Kunden dieser Datei sind bekannt.",
        ),
        (
            "answers to how likely customers are to recommend you (NPS), up to 10",
            "Antworten darauf, wie wahrscheinlich Kunden Sie weiterempfehlen (NPS), bis 10",
        ),
        (
            "400 values can only have a point as decimal mark (such as 1000.50), none can only have a comma as decimal "
            "mark",
            "400 Werte: nur mit Punkt als Dezimalzeichen möglich (etwa 1000.50); "
            "kein Wert: nur mit Komma als Dezimalzeichen möglich",
        ),
        ("Something nobody translated", None),
        ("x" * 100_000, None),
    ],
)
def test_sentences_of_facts_are_found_in_german(told: str, german: str | None) -> None:
    with translation.override("de"):
        found = in_language(told)
    assert found == german or (german is None and (found is None or "X tell" in found))


def test_where_only_leaving_out_can_be_chosen_the_answer_may_be_typed(lead: Client, upload: Upload) -> None:
    look = upload.look
    look.seen["proposal"]["questions"][0]["choices"] = [{"value": "none", "words": "leave it out", "evidence": ""}]
    look.save()
    page = page_of(lead, upload)
    assert "leave it out" in page
    assert "Or your own answer" in page
    answer(lead, upload, "USD")
    assert Answer.objects.get().value == "USD"


def test_an_answer_that_is_none_is_told_and_kept_nowhere(lead: Client) -> None:
    upload = brought(lead, AMBIGUOUS, "revenue.csv")
    look = upload.look
    look.seen["proposal"]["questions"][0]["choices"][0]["value"] = "sideways"
    look.save()
    typed = {"seen": 0, "key-1": "dates:Invoice Date", "answer-1": "sideways"}
    told = lead.post(reverse("upload-answers", args=[upload.pk]), typed, follow=True).content.decode()
    assert "not understood as an answer: sideways" in told
    assert not Answer.objects.exists()
    assert not SavedMapping.objects.exists()

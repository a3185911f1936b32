"""A session that ends while somebody types: what they typed is still there once they have signed in again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from customerhero.web.people.models import BrowserSession, Person
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db
TYPED = {"name": "Alice M. & <Sons>", "language": "de", "time_zone": "Europe/Berlin"}


@pytest.fixture
def ended(client: Client, alice: Person) -> Client:
    """Alice's browser after her session ended at the server."""
    sign_in(client, alice)
    client.get(reverse("account"))
    BrowserSession.objects.all().delete()
    return client


def sign_in(client: Client, person: Person, to: str = "") -> Any:
    told = {"login": person.email, "password": PASSWORD, "next": to}
    return client.post(reverse("account_login"), told, follow=True)


def test_nothing_typed_is_lost(ended: Client, alice: Person) -> None:
    sent = ended.post(reverse("account"), TYPED)
    assert sent.headers["Location"] == f"{reverse('account_login')}?next={reverse('kept-form')}"
    page = sign_in(ended, alice, reverse("kept-form")).content.decode()
    assert "Your entries are still here" in page
    assert 'value="Alice M. &amp; &lt;Sons&gt;"' in page
    kept = dict(re.findall(r'<input id="kept-\d+" name="(\w+)" value="([^"]*)">', page))
    assert set(kept) == set(TYPED)
    ended.post(reverse("account"), TYPED)
    alice.refresh_from_db()
    assert alice.name == TYPED["name"]
    assert ended.get(reverse("kept-form")).headers["Location"] == "/"


def test_a_form_that_is_refused_when_sent_again_stays_kept(ended: Client, alice: Person) -> None:
    ended.post(reverse("account"), TYPED)
    sign_in(ended, alice)
    ended.post(reverse("people"), TYPED)
    assert "Your entries are still here" in ended.get(reverse("kept-form")).content.decode()


def test_it_can_be_thrown_away(ended: Client, alice: Person) -> None:
    ended.post(reverse("account"), TYPED)
    sign_in(ended, alice)
    ended.post(reverse("kept-form-discards"))
    assert ended.get(reverse("kept-form")).status_code == 302


def test_passwords_and_tokens_are_not_kept(ended: Client, alice: Person) -> None:
    ended.post(reverse("account"), {**TYPED, "password": "hunter2-hunter2", "api_token": "t0k3n"})
    page = sign_in(ended, alice, reverse("kept-form")).content.decode()
    assert "Alice M." in page
    assert "hunter2" not in page
    assert "t0k3n" not in page


def test_files_are_named_and_asked_for_again(ended: Client, alice: Person) -> None:
    ended.post(reverse("account"), {**TYPED, "file": SimpleUploadedFile("cases.csv", b"case,at\n1,2\n")})
    assert "choose them again" in sign_in(ended, alice, reverse("kept-form")).content.decode()


def test_what_alice_typed_is_not_shown_to_bob(ended: Client, bob: Person) -> None:
    ended.post(reverse("account"), TYPED)
    sign_in(ended, bob)
    assert ended.get(reverse("kept-form")).headers["Location"] == "/"


@pytest.mark.parametrize("cookie", ["", "1", "1:forged"])
def test_nothing_is_kept_for_a_stranger(alice: Person, cookie: str) -> None:
    client = Client()
    client.cookies["hero-was-here"] = cookie
    sent = client.post(reverse("account"), TYPED)
    assert "kept-form" not in sent.headers["Location"]
    assert not BrowserSession.objects.exists()


def test_what_is_too_large_to_be_typed_is_not_kept(ended: Client) -> None:
    sent = ended.post(reverse("account"), {**TYPED, "name": "a" * 300_000})
    assert "kept-form" not in sent.headers["Location"]


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client: Client) -> None:
    here = "http://testserver/people/?people.q=a"
    answer = client.get(reverse("people"), headers={"HX-Request": "true", "HX-Current-URL": here})
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith(reverse("account_login"))
    assert not answer.content

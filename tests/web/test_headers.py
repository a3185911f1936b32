"""Headers of every address of the URL table, and the names of cookies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch

from customerhero.web.people.models import Person
from customerhero.web.serving.headers import with_headers
from tests.web.test_doors import addresses


def _urls() -> Iterator[str]:
    yield from ("/no-such-page", "/readyz", "/healthz", "/metrics")
    for address in addresses():
        with suppress(NoReverseMatch):  # a page of the library that wants the number of a key
            yield address.url


_COOKIES = """
import django; django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from django.core.management import call_command
setup_test_environment()
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from customerhero.web.people.models import Person
Person.objects.create_user("a@example.com", "a-long-road-to-the-lighthouse", name="A", role="administrator")
client = Client()
print(client.get("/accounts/login/", secure=True).cookies.output())
form = {"login": "a@example.com", "password": "a-long-road-to-the-lighthouse"}
print(client.post("/accounts/login/", form, secure=True).cookies.output())
print(client.post("/people/teams/", {"name": "Billing"}, secure=True).cookies.output())
"""


@pytest.mark.django_db
@pytest.mark.parametrize("url", sorted(set(_urls())))
def test_no_answer_is_kept_or_used_elsewhere(client: Client, dora: Person, url: str) -> None:
    client.raise_request_exception = False
    strangers = client.get(url)
    client.force_login(dora)
    for answer in (strangers, client.get(url), client.post(url)):
        assert "no-store" in answer.headers["Cache-Control"], answer.status_code
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert "Server" not in answer.headers
        if url not in ("/readyz", "/healthz", "/metrics"):
            assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_an_export_is_not_kept(client: Client, dora: Person) -> None:
    client.force_login(dora)
    answer = client.get("/people/?people.export=csv")
    assert answer.headers["Cache-Control"] == "no-store"


def test_static_files_stay_in_the_browser() -> None:
    def static(_: Any) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "max-age=315360000, public, immutable"})

    answer = with_headers(static)(RequestFactory().get("/static/look/look.css"))
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_under_https_every_cookie_belongs_to_this_host_alone(tmp_path: Path) -> None:
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("HERO_")},
        "HERO_DATA": str(tmp_path / "data"), "HERO_HTTPS": "yes", "HERO_ACCESS_LOG": "no",
        "DJANGO_SETTINGS_MODULE": "customerhero.web.settings",
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", _COOKIES], env=environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    lines = [line.removeprefix("Set-Cookie: ") for line in told.splitlines() if line.startswith("Set-Cookie")]
    cookies = {name: morsel for line in lines for name, morsel in SimpleCookie(line).items()}
    assert set(cookies) == {"__Host-csrftoken", "__Host-sessionid", "__Host-hero-was-here", "__Host-messages"}
    for morsel in cookies.values():
        assert morsel["secure"]
        assert morsel["httponly"]
        assert morsel["path"] == "/"
        assert not morsel["domain"]

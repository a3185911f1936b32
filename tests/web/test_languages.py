"""Pages in German: every text of ours is translated with its figures in it, and figures are written the German way."""

from __future__ import annotations

import gettext
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest
from django.test import Client
from django.urls import reverse

import customerhero
from customerhero.web.people.models import Person

WEB = Path(customerhero.__file__).parent / "web"
GERMAN = WEB / "locale" / "de" / "LC_MESSAGES"
HOLES = re.compile(r"%\(\w+\)[sd]|%%")
SignIn = Callable[[Client, Person], Client]


def translations() -> dict[str, str]:
    with (GERMAN / "django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # gettext shows it no other way
    told = {}
    for message, text in known.items():
        first = message[0] if isinstance(message, tuple) else message
        if first and (not isinstance(message, tuple) or message[1] == 0):
            told[first.rpartition("\x04")[2]] = text
    return told


def texts_of_templates() -> set[str]:
    """Texts that stand alone; those with parts are found by msgfmt's own check below."""
    found: set[str] = set()
    for page in WEB.rglob("*.html"):
        found |= set(re.findall(r'{% translate "([^"]+)"', page.read_text(encoding="utf-8")))
    return found


def test_every_text_of_the_pages_is_translated() -> None:
    known = translations()
    assert len(texts_of_templates()) > 400
    assert not sorted(text for text in texts_of_templates() if not known.get(text.replace("%", "%%")))


def test_translations_have_the_same_holes() -> None:
    wrong = {text for text, told in translations().items() if not set(HOLES.findall(told)) <= set(HOLES.findall(text))}
    assert not wrong


@pytest.mark.skipif(which("msgfmt") is None, reason="msgfmt is not installed")
def test_the_compiled_catalogue_is_the_written_one(tmp_path: Path) -> None:
    command = ["msgfmt", "--check-format", "--statistics", "-o", tmp_path / "new.mo", GERMAN / "django.po"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    assert "untranslated" not in told
    assert "fuzzy" not in told
    assert (tmp_path / "new.mo").read_bytes() == (GERMAN / "django.mo").read_bytes()


def test_somebody_who_reads_german_reads_german(client: Client, alice: Person, sign_in: SignIn) -> None:
    alice.language = "de"
    alice.save()
    page = sign_in(client, alice).get(reverse("customers")).content.decode()
    assert '<html lang="de"' in page
    assert "Kunden" in page


def test_a_stranger_reads_what_the_browser_asks_for(client: Client, db: None) -> None:
    page = client.get(reverse("account_login"), headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"}).content.decode()
    assert "Anmelden" in page

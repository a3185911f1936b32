"""Findings in other languages: every message has its translation, with the same figures in it."""

from __future__ import annotations

import gettext
import re
import subprocess
from datetime import date
from importlib.resources import files
from pathlib import Path
from shutil import which

import pytest

from customerhero.findings import Money
from customerhero.wording import formats
from customerhero.wording.languages import LANGUAGES, words_in
from customerhero.wording.words import placeholders
from tests.wording.messages import PACKAGE, messages, plurals

OTHERS = [language for language in LANGUAGES if language != "en"]


def catalogue(language: str) -> gettext.NullTranslations:
    return words_in(language).catalogue


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated(language: str) -> None:
    known = catalogue(language)._catalog  # type: ignore[attr-defined]  # gettext shows it no other way
    assert not sorted(message for message in messages() if message not in known)
    assert not [one for one, _ in plurals() if (one, 0) not in known or (one, 1) not in known]


@pytest.mark.parametrize("language", OTHERS)
def test_every_unit_is_translated(language: str) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "insight").rglob("*.py"))
    units = set(re.findall(r'"(per 1[0-9,]+[^"]*|points|hours|months|times)"', source))
    known = catalogue(language)._catalog  # type: ignore[attr-defined]
    assert len(units) > 15
    assert not sorted(unit for unit in units if unit not in known)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_same_figures(language: str) -> None:
    told = catalogue(language)
    for message in messages():
        assert placeholders(told.gettext(message)) == placeholders(message), message
    for one, many in plurals():
        assert placeholders(told.ngettext(one, many, 2)) == placeholders(many), many


@pytest.mark.skipif(which("msgfmt") is None, reason="msgfmt is not installed")
@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_the_written_one(language: str, tmp_path: Path) -> None:
    folder = files("customerhero.wording").joinpath("locale", language, "LC_MESSAGES")
    subprocess.run(["msgfmt", "--check-format", "-o", tmp_path / "new.mo", folder / "customerhero.po"], check=True)
    assert (tmp_path / "new.mo").read_bytes() == folder.joinpath("customerhero.mo").read_bytes()


def test_german_writes_figures_its_own_way() -> None:
    german = words_in("de-AT").locale
    assert formats.number(1234567.0, german) == "1.234.567"
    assert formats.number(3.25, german, 2) == "3,25"
    assert formats.money(Money(41000, "EUR"), german) == "41.000\N{NO-BREAK SPACE}€"
    assert formats.short_money(Money(2_400_000, "EUR"), german) == "2,4\N{NO-BREAK SPACE}Mio.\N{NO-BREAK SPACE}€"
    assert formats.day_of(date(2026, 3, 5), german) == "5. März 2026"
    assert formats.cell(True, german) == "ja"


def test_a_language_without_a_catalogue_is_english() -> None:
    assert words_in("fr").tell("Runaround") == "Runaround"

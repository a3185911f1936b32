"""Settings: all of them documented, nonsense refused in a sentence, secrets never shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from customerhero.web.configuration import SETTINGS
from customerhero.web.serving import sense
from customerhero.web.serving.sense import said, troubles

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented_as_it_is() -> None:
    rows = re.findall(r"^\| `HERO_(\w+)` \| (?:`(.*?)`)? ?\| (.*) \|$", DOCS.read_text(encoding="utf-8"), re.M)
    assert rows == [(one.name, one.default, one.help + (" Secret." if one.secret else "")) for one in SETTINGS]


def test_every_id_of_a_trouble_is_documented() -> None:
    told = set(re.findall(r"^\| (hero\.[EW]\d+) \|", DOCS.read_text(encoding="utf-8"), re.M))
    assert told == set(re.findall(r'"(hero\.[EW]\d+)"', Path(sense.__file__).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "value", "code", "hint"),
    [
        ("DATABASE_URL", "mysql://host/hero", "hero.E001", "postgresql://user:password@host/name"),
        ("DATABASE_URL", "postgresql://host", "hero.E001", "postgresql://user:password@host/name"),
        ("DATABASE_URL", "nonsense", "hero.E001", "leave it empty for SQLite"),
        ("TIME_ZONE", "Europe/Berln", "hero.E002", "Did you mean Europe/Berlin?"),
        ("LANGUAGE", "klingon", "hero.E003", "en or de"),
        ("ALLOWED_HOSTS", "hero.example.com,https://x.example.com/", "hero.E004", "Leave out https://"),
        ("ALLOWED_HOSTS", "*", "hero.W001", "Name the hosts"),
        ("ORIGINS", "hero.example.com", "hero.E005", "https://hero.example.com"),
        ("SECRET_KEY", "secret", "hero.E006", "leave it empty"),
        ("SECRET_KEY", "a" * 50, "hero.E006", "random"),
        ("DEMO", "perhaps", "hero.E007", "yes or no"),
        ("UPLOAD_LIMIT_MB", "much", "hero.E008", "a number such as 10"),
        ("UPLOAD_LIMIT_MB", "-1", "hero.E008", "a number such as 10"),
        ("PATIENCE", "0", "hero.E014", "1 or more"),
        ("ADDRESS_LIMIT", "0", "hero.E014", "1 or more"),
        ("MAIL_URL", "mail.example.com", "hero.E009", "smtp://"),
        ("SECRET_KEY_FILE", "/nowhere/key", "hero.E010", "unset"),
        ("OIDC_URL", "https://id.example.com", "hero.E011", "Set what is missing."),
        ("OIDC_URL", "http://id.example.com", "hero.E012", "https://"),
        ("ALOWED_HOSTS", "hero.example.com", "hero.W002", "Did you mean HERO_ALLOWED_HOSTS?"),
        ("DEBUG", "yes", "hero.W003", "Unset"),
        ("ORIGINS", "https://hero.example.com", "hero.W004", "HERO_HTTPS=yes"),
    ],
)
def test_nonsense_is_told_with_what_to_do(name: str, value: str, code: str, hint: str) -> None:
    found = [trouble for trouble in troubles({f"HERO_{name}": value}) if trouble.id == code]
    assert len(found) == 1
    assert hint in found[0].hint
    assert found[0].is_error == (".E" in code)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"HERO_DATABASE_URL": "postgresql://u:p@db.example.com:5432/hero", "HERO_LAKE": "lake"},
        {"HERO_ORIGINS": "https://hero.example.com", "HERO_HTTPS": "yes", "HERO_ALLOWED_HOSTS": "hero.example.com"},
        {"HERO_MAIL_URL": "smtp://me:secret@mail.example.com:587", "HERO_TIME_ZONE": "America/New_York"},
    ],
)
def test_sensible_settings_are_not_complained_about(environment: dict[str, str]) -> None:
    assert troubles(environment) == []


def test_postgresql_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sense, "find_spec", lambda name: None)
    found = troubles({"HERO_DATABASE_URL": "postgresql://hero@db.example.com/hero"})
    assert [(trouble.id, trouble.hint) for trouble in found] == [
        ("hero.E013", "pip install 'customerhero[web,postgres]'")
    ]


def test_errors_come_first() -> None:
    found = troubles({"HERO_ALLOWED_HOSTS": "*", "HERO_LANGUAGE": "xx"})
    assert [trouble.id for trouble in found] == ["hero.E003", "hero.W001"]


def test_secrets_are_not_shown() -> None:
    secrets = {f"HERO_{one.name}": "do-not-show" for one in SETTINGS if one.secret}
    shown = said({**secrets, "HERO_COMPANY": "Example Ltd"})
    assert "do-not-show" not in shown
    assert "* HERO_COMPANY             Example Ltd" in shown.splitlines()
    assert "* HERO_SECRET_KEY          (set)" in shown.splitlines()


def test_djangos_own_check_tells_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERO_LANGUAGE", "xx")
    with pytest.raises(SystemCheckError, match=r"hero\.E003"):
        call_command("check")

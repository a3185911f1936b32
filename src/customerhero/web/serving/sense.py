"""Whether the settings make sense: each trouble with an id, what is wrong, what to do. Nothing here needs Django."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final
from urllib.parse import urlsplit

from customerhero.errors import HeroError
from customerhero.facts.calendar import known_zones
from customerhero.web.configuration import PREFIX, SETTINGS, data_folder, number, several, switched_on, value
from customerhero.web.serving.rights import open_to_others

LANGUAGES: Final = ("en", "de")
KEY_LENGTH: Final = 32
_OTHERS: Final = ("LAKE",)  # of the command line
Environment = Mapping[str, str]


@dataclass(frozen=True)
class Trouble:
    """One thing wrong with the settings; an error keeps the workplace from being served, a warning does not."""

    id: str
    what: str
    hint: str

    @property
    def is_error(self) -> bool:
        """Whether nothing can be served like this."""
        return ".E" in self.id

    def __str__(self) -> str:
        return f"({self.id}) {self.what}\n{self.hint}"


def troubles(environment: Environment) -> list[Trouble]:
    """All that is wrong, errors first."""
    found = list(_unreadable(environment)) or [trouble for look in _LOOKS for trouble in look(environment)]
    return sorted(found, key=lambda trouble: not trouble.is_error)


def said(environment: Environment) -> str:
    """Every setting and its value, secrets hidden; a star marks those that were set."""
    lines = []
    for setting in SETTINGS:
        name = PREFIX + setting.name
        mark = "*" if environment.get(name) or environment.get(f"{name}_FILE") else " "
        lines.append(f"{mark} {name:<24} {_shown(environment, setting.name, secret=setting.secret)}")
    return "\n".join(lines)


def _shown(environment: Environment, name: str, *, secret: bool) -> str:
    try:
        text = value(name, environment)
    except HeroError:
        return "(cannot be read)"
    return "(set)" if secret and text else text or "-"


def _unreadable(environment: Environment) -> Iterator[Trouble]:
    for setting in SETTINGS:
        try:
            value(setting.name, environment)
        except HeroError as wrong:
            yield Trouble("hero.E010", wrong.what, wrong.remedy)


def _database(environment: Environment) -> Iterator[Trouble]:
    url = value("DATABASE_URL", environment)
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        yield Trouble(
            "hero.E001",
            f"HERO_DATABASE_URL does not name a PostgreSQL database; it begins with {parts.scheme or 'no scheme'!r}.",
            "Write it as postgresql://user:password@host/name, or leave it empty for SQLite in the data folder.",
        )
    elif find_spec("psycopg") is None:
        yield Trouble(
            "hero.E013",
            "HERO_DATABASE_URL is set, but psycopg is not installed.",
            "pip install 'customerhero[web,postgres]'",
        )


def _time_zone(environment: Environment) -> Iterator[Trouble]:
    name = value("TIME_ZONE", environment)
    if name and name not in known_zones():
        near = difflib.get_close_matches(name, known_zones(), 1)
        yield Trouble(
            "hero.E002",
            f"HERO_TIME_ZONE={name!r} is no time zone.",
            f"Did you mean {near[0]}?" if near else "Write it as Europe/Berlin, America/New_York or UTC.",
        )


def _language(environment: Environment) -> Iterator[Trouble]:
    name = value("LANGUAGE", environment)
    if name not in LANGUAGES:
        yield Trouble("hero.E003", f"HERO_LANGUAGE={name!r} is not spoken here.", f"Choose {' or '.join(LANGUAGES)}.")


def _hosts(environment: Environment) -> Iterator[Trouble]:
    for host in several("ALLOWED_HOSTS", environment):
        if host == "*":
            yield Trouble(
                "hero.W001",
                "HERO_ALLOWED_HOSTS=* answers to any name, so that links in mails can be made to lead elsewhere.",
                "Name the hosts: hero.example.com",
            )
        elif "/" in host or " " in host:
            yield Trouble(
                "hero.E004",
                f"HERO_ALLOWED_HOSTS has {host!r}, which is no host name.",
                "Leave out https:// and paths: hero.example.com",
            )


def _origins(environment: Environment) -> Iterator[Trouble]:
    for origin in several("ORIGINS", environment):
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            yield Trouble(
                "hero.E005",
                f"HERO_ORIGINS has {origin!r}, which is no address.",
                "Write scheme and host, nothing after: https://hero.example.com",
            )


def _key(environment: Environment) -> Iterator[Trouble]:
    key = value("SECRET_KEY", environment)
    if key and (len(key) < KEY_LENGTH or len(set(key)) < 10):
        yield Trouble(
            "hero.E006",
            "HERO_SECRET_KEY is easy to guess: sessions and links could be forged.",
            f"Use {KEY_LENGTH} or more random characters, or leave it empty: one is made and kept in the data folder.",
        )


def _switches(environment: Environment) -> Iterator[Trouble]:
    for setting in SETTINGS:
        if setting.default in ("yes", "no"):
            yield from _tried("hero.E007", switched_on, setting.name, environment)


def _numbers(environment: Environment) -> Iterator[Trouble]:
    for setting in SETTINGS:
        if setting.default.isdecimal():
            yield from _tried("hero.E008", number, setting.name, environment)


def _limits(environment: Environment) -> Iterator[Trouble]:
    for name in ("PATIENCE", "ADDRESS_LIMIT"):
        text = value(name, environment).strip()
        if text.isdecimal() and int(text) == 0:
            yield Trouble(
                "hero.E014", f"{PREFIX}{name}=0 would let nobody in.", "Set it to 1 or more, or leave it unset."
            )


def _mail(environment: Environment) -> Iterator[Trouble]:
    url = value("MAIL_URL", environment)
    parts = urlsplit(url)
    if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        yield Trouble(
            "hero.E009",
            "HERO_MAIL_URL does not name a mail server.",
            "Write it as smtp://user:password@host:587, or smtps://... where TLS begins at once.",
        )


def _single_sign_on(environment: Environment) -> Iterator[Trouble]:
    url = value("OIDC_URL", environment)
    if not url:
        return
    missing = [f"HERO_OIDC_{part}" for part in ("CLIENT_ID", "CLIENT_SECRET") if not value(f"OIDC_{part}", environment)]
    if missing:
        yield Trouble("hero.E011", f"HERO_OIDC_URL is set, but not {' and '.join(missing)}.", "Set what is missing.")
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        yield Trouble(
            "hero.E012",
            f"HERO_OIDC_URL={url!r} is not an https:// address: who listens on the way could sign in as anybody.",
            "Use the https:// address of the provider.",
        )


def _unknown(environment: Environment) -> Iterator[Trouble]:
    known = {PREFIX + setting.name for setting in SETTINGS} | {PREFIX + name for name in _OTHERS}
    for name in environment:
        if name.startswith(PREFIX) and name.removesuffix("_FILE") not in known and not name.startswith("HERO_TEST_"):
            near = difflib.get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else "docs/settings.md lists all settings."
            yield Trouble("hero.W002", f"{name} is no setting of Customer Hero and changes nothing.", hint)


def _openness(environment: Environment) -> Iterator[Trouble]:
    if list(_switches(environment)):
        return
    if switched_on("DEBUG", environment):
        yield Trouble("hero.W003", "HERO_DEBUG=yes shows the program's inside to visitors.", "Unset it.")
    if several("ORIGINS", environment) and not switched_on("HTTPS", environment):
        yield Trouble(
            "hero.W004",
            "HERO_ORIGINS is set but HERO_HTTPS is not: cookies may travel unencrypted.",
            "Set HERO_HTTPS=yes behind a proxy that ends TLS.",
        )


def _rights(environment: Environment) -> Iterator[Trouble]:
    data = data_folder(environment)
    others = open_to_others(data)
    if others:
        yield Trouble(
            "hero.W005",
            f"Other users of this machine can read {', '.join(str(path) for path in others)}.",
            f"`hero serve` takes their rights away when it starts; if it may not, its owner can: chmod -R go= {data}",
        )


def _tried(code: str, read: Callable[[str, Environment], object], name: str, seen: Environment) -> Iterator[Trouble]:
    try:
        read(name, seen)
    except HeroError as wrong:
        yield Trouble(code, wrong.what, wrong.remedy)


_LOOKS: Final = (
    _database, _time_zone, _language, _hosts, _origins, _key, _switches, _numbers, _limits, _mail, _single_sign_on,
    _unknown, _openness, _rights,
)  # fmt: skip

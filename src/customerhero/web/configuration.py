"""Every setting, in one table: its name, default, what it is for, and whether it is secret.

A setting is read from the environment as HERO_NAME, or from the file HERO_NAME_FILE names (for secrets).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from customerhero.errors import HeroError

PREFIX: Final = "HERO_"
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0", "")


@dataclass(frozen=True)
class Setting:
    """One line of the table."""

    name: str
    default: str
    help: str
    secret: bool = False


SETTINGS: Final = (
    Setting("DATA", "hero-data", "The folder of everything kept: database, lake, uploads, the secret key."),
    Setting("DATABASE_URL", "", "postgresql://user:password@host/name; SQLite in the data folder when empty.", True),
    Setting("SECRET_KEY", "", "Signs sessions and links; made and kept in the data folder when empty.", True),
    Setting("ALLOWED_HOSTS", "", "Host names the workplace answers to, with commas between; the address it is served "
            "at, localhost and 127.0.0.1 always."),
    Setting("ORIGINS", "", "Addresses behind a proxy that forms may come from: https://hero.example.com"),
    Setting("HTTPS", "no", "yes behind a proxy that ends TLS: secure cookies and strict transport security."),
    Setting("TRUSTED_PROXIES", "0", "How many proxies stand before the workplace and tell the visitor's address."),
    Setting("SESSION_IDLE_HOURS", "8", "Hours without use after which somebody is signed out."),
    Setting("SESSION_DAYS", "14", "Days after signing in after which somebody is signed out, in use or not."),
    Setting("PATIENCE", "20", "Seconds a slow connection is waited for: for the head of a request, and for each 20 kB "
            "of its body or answer; of an upload each 200 kB."),
    Setting("ADDRESS_LIMIT", "128", "How many connections, and how many requests at once, one address may have."),
    Setting("COMPANY", "", "The name at the top of pages and reports."),
    Setting("LANGUAGE", "en", "The language before somebody chooses: en or de."),
    Setting("TIME_ZONE", "", "The organisation's zone, such as Europe/Berlin: days and months are those of its clock, "
            "and times are shown in it before somebody chooses another. When empty, days and months are those of the "
            "only zone in which imports told their times, or else of UTC, and times are shown in UTC."),
    Setting("DEMO", "no", "yes lets everyone sign in as any role with one click: for an invented company only."),
    Setting("MAIL_URL", "", "smtp://user:password@host:587 for invitations and resets by mail; none when empty.", True),
    Setting("MAIL_FROM", "Customer Hero <hero@localhost>", "The sender of mails."),
    Setting("OIDC_URL", "", "The address of an OpenID Connect provider; sign-in by it is offered when set."),
    Setting("OIDC_NAME", "Single sign-on", "What the provider is called on the sign-in page."),
    Setting("OIDC_CLIENT_ID", "", "The client id the provider gave."),
    Setting("OIDC_CLIENT_SECRET", "", "The client secret the provider gave.", True),
    Setting("OIDC_DOMAINS", "", "Mail domains, with commas between, whose people may come in by the provider; all it "
            "vouches for when empty."),
    Setting("OIDC_TRUST_ADDRESSES", "no", "yes takes an address as verified when the provider says nothing of it: only "
            "where nobody but the organisation gives addresses out, as with Entra ID."),
    Setting("UPLOAD_LIMIT_MB", "2000", "The largest file that may be uploaded, in megabytes."),
    Setting("UPLOADS_AN_HOUR", "120", "How many files one person may upload within an hour."),
    Setting("PERSON_STORAGE_MB", "20000", "How much of what one person uploaded may be kept at once, in megabytes."),
    Setting("LEAST_FREE_MB", "1000", "Free space below which /readyz warns, in megabytes, for the data folder and the "
            "folder of temporary files; on disks below 50 GB, 2 % of them when that is less."),
    Setting("IMPORT_MINUTES", "240", "Minutes an import may take before it is ended; 0 for any number."),
    Setting("IMPORT_MEMORY_MB", "4000", "How much memory an import may take before it is ended, in megabytes; at most "
            "four fifths of the machine's."),
    Setting("AGENDA_MINUTES", "120", "Minutes making an agenda may take before it is ended; 0 for any number."),
    Setting("AGENDA_MEMORY_MB", "4000", "How much memory making an agenda may take before it is ended, in megabytes; "
            "at most four fifths of the machine's."),
    Setting("FOLDERS", "", "Folders of this server, with commas between, below which files may be fetched on a "
            "schedule; none when empty."),
    Setting("BACKUPS", "", "The folder for a backup each night; none is made by itself when empty. On another disk "
            "than the data."),
    Setting("BACKUPS_KEPT", "7", "How many of the backups made by itself or on the page are kept: the newest."),
    Setting("PEOPLE_RESULTS", "yes", "no turns every result about single employees off."),
    Setting("METRICS_TOKEN", "", "Who asks for /metrics must send it as a bearer token; only this machine may when "
            "empty.", True),
    Setting("ACCESS_LOG", "yes", "A line of JSON on standard error for each request: page, status, time; no address."),
    Setting("TRAIL_LOG", "no", "yes also writes each line of the audit trail as JSON on standard error, for a "
            "system that collects it elsewhere."),
    Setting("DEBUG", "no", "yes shows tracebacks in the browser: never where customers' data are."),
)  # fmt: skip
_BY_NAME: Final = {setting.name: setting for setting in SETTINGS}


def value(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """What a setting is: from the environment, its file, or the default; HeroError when the file cannot be read."""
    setting = _BY_NAME[name]
    file = environment.get(f"{PREFIX}{name}_FILE")
    if file:
        return _content(setting, Path(file))
    return environment.get(f"{PREFIX}{name}", setting.default)


def switched_on(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """A setting of yes or no; HeroError for anything else."""
    text = value(name, environment).strip().lower()
    if text not in (*_YES, *_NO):
        raise HeroError(f"{PREFIX}{name}={text!r} is neither yes nor no.", "Set it to yes or no.")
    return text in _YES


def number(name: str, environment: Mapping[str, str] = os.environ) -> int:
    """A whole number of a setting; HeroError for anything else."""
    text = value(name, environment).strip()
    if not text.isdecimal():
        raise HeroError(f"{PREFIX}{name}={text!r} is no whole number.", "Set it to a number such as 10.")
    return int(text)


def several(name: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """The parts of a setting with commas between."""
    return [part.strip() for part in value(name, environment).split(",") if part.strip()]


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over; nowhere when the host is empty."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    secure: bool
    """Whether the connection is TLS from its first byte (smtps) and not only after STARTTLS."""


def mail_server(url: str) -> MailServer:
    """The parts of smtp://user:password@host:port; HeroError for another kind of address."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise HeroError(f"{PREFIX}MAIL_URL is no address of a mail server.", "Write smtp://user:password@host:587")
    secure = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname or "", parts.port or (465 if secure else 587), user, password, secure)


def origin(url: str) -> str:
    """The scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of everything kept."""
    return Path(value("DATA", environment)).expanduser().absolute()


def _content(setting: Setting, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as trouble:
        raise HeroError(
            f"{PREFIX}{setting.name}_FILE names {file}, which cannot be read: {trouble.strerror}.",
            "Name a file this user may read, or unset the variable.",
        ) from trouble

"""Odd requests to every address of the workplace: what is asked is made from the pages themselves and a fixed seed.

From the pages somebody can reach come the addresses, the parameters their links carry and the fields their forms have;
each request replaces one or several of these by something odd. Nothing may ever be answered with a fault of ours.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qsl, quote, quote_from_bytes, urlencode, urlsplit

from django.test import Client
from django.urls import reverse

from tests.web.doors import EXAMPLES
from tests.web.ways import reached

ODD: Final = (
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "-1",
        "0",
        "1",
        str(2**31),
        str(2**63 - 1),
        str(2**63),
        str(2**64),
        "9" * 40,
        "1e309",
        "-0.0",
    ),
    *("NaN", "Infinity", "2026-13", "0000-00", "9999-12", "9999-12-31", "0001-01-01", "2026-02-30", "2026-10"),
    *("' OR 1=1 --", '"; DROP TABLE runs_run; --', "{{ 7*7 }}", "{% now %}", "<script>alert(1)</script>"),
    *(
        "../../etc/passwd",
        "..%2f..",
        "%",
        "%00",
        "%zz",
        "\u202e\u2066",
        "😀" * 50,
        "ß" * 300,
        "x" * 5_000,
        "null",
        "true",
    ),
    *("[]", "{}", "[1", '{"a":', "yes", "no", "\r\nSet-Cookie: a=b", "\u0085", "\x1b[2J", "-", "--", "-customer_id"),
    *(
        "*",
        "?",
        "#",
        "csv",
        "xlsx",
        "parquet",
        "pdf",
        "١٢٣",
        "²",
        "1_000",
        "+1",
        "0x10",
        ",",
        ";",
        "\\",
        "/",
        "//example.com",
    ),
    "javascript:alert(1)",
)
"""Values no form sends."""
WORST: Final = ("\0", "a\0b", str(2**63), "9" * 40, "x" * 5_000, "9999-12-31", "²")
"""Of these every parameter and every field gets each."""
RAW: Final = (b"%FF%FE", b"%ED%A0%80", b"%C0%AF", b"%E2%82", b"a=%", b"=&=&&", b"%00=%00", b"[]=1&a[b]=2")
"""Parts of addresses and bodies that are no text in UTF-8."""
HEADERS: Final[tuple[dict[str, str], ...]] = (
    {},
    {"Accept-Language": "xx-" + "a" * 600},
    {"Accept-Language": "de;q=nan,*;q=2"},
    {"HX-Request": "true", "HX-Target": "\x00", "HX-Current-URL": "http://[::1"},
    {"HX-Request": "true", "HX-Current-URL": "//\\evil", "HX-Target": "jobs-now"},
    {"Cookie": "sessionid=%00; hero-was-here=1:x:y; messages=abc$xx"},
    {"Referer": "http://["},
    {"X-Forwarded-For": "not an address, ::::", "Forwarded": "for=\x00"},
    {"If-None-Match": '"' * 50, "If-Modified-Since": "yesterday", "Range": "bytes=-1-"},
)
TYPES: Final = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=no-such-letters",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "b" * 300,
    "application/json",
    "text/plain; charset=utf-16",
    "",
)
_FORM: Final = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_NAME: Final = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]+)"')
_QUERY: Final = re.compile(r'(?:href|hx-get)="([^"#]*\?[^"#]*)"')
_ACTION: Final = re.compile(r'action="([^"]*)"')


@dataclass
class Target:
    """An address, the parameters its links carry and the fields its forms have."""

    path: str
    parameters: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Knock:
    """One odd request."""

    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    headers: dict[str, str]

    def ask(self, client: Client) -> int:
        """Its status."""
        address = f"{self.path}?{self.query}" if self.query else self.path
        if self.method == "GET":
            return client.get(address, headers=self.headers).status_code
        sent = {"content_type": self.content_type, "headers": self.headers}
        return client.generic("POST", address, self.body, **sent).status_code


def targets(client: Client) -> list[Target]:
    """Every address this person reaches, and every one of the URL table with an example."""
    found: dict[str, Target] = {}
    for path in sorted(reached(client)[0].values()):
        _learn(client, path, found)
    for name, arguments in EXAMPLES.items():
        _of(found, reverse(name, kwargs=arguments))
    return sorted(found.values(), key=lambda target: target.path)


def each_alone(among: list[Target]) -> Iterator[Knock]:
    """Every parameter and every field of every address with each of the worst values, the others left out."""
    for target in among:
        for value in WORST:
            for name in sorted(target.parameters):
                yield Knock("GET", target.path, urlencode({name: value}), b"", TYPES[0], {})
            for name in sorted(target.fields):
                yield Knock("POST", target.path, "", urlencode({name: value}).encode(), TYPES[0], {})


def at_random(among: list[Target], seed: int) -> Iterator[Knock]:
    """Odd requests without end, the same ones for the same seed; more of them where more can be asked."""
    chance = random.Random(seed)
    weights = [1 + len(target.parameters) + len(target.fields) for target in among]
    while True:
        yield _knock(chance, chance.choices(among, weights)[0])


def _learn(client: Client, path: str, found: dict[str, Target]) -> None:
    here = urlsplit(path)
    target = _of(found, here.path)
    target.parameters |= {name for name, _ in parse_qsl(here.query, keep_blank_values=True)}
    page = client.get(path).content.decode()
    for link in _QUERY.findall(page):
        parts = urlsplit(unescape(link))
        names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        _of(found, parts.path or here.path).parameters |= names
    for head, inside in _FORM.findall(page):
        action = _ACTION.search(head)
        to = _of(found, urlsplit(unescape(action[1])).path if action and action[1] else here.path)
        names = {unescape(name) for name in _NAME.findall(inside)}
        if 'method="post"' in head.lower():
            to.fields |= names
        else:
            to.parameters |= names


def _of(found: dict[str, Target], path: str) -> Target:
    return found.setdefault(path, Target(path))


def _knock(chance: random.Random, target: Target) -> Knock:
    posts = chance.random() < (0.5 if target.fields else 0.15)
    return Knock(
        "POST" if posts else "GET",
        _path(chance, target.path),
        _query(chance, target.parameters),
        _body(chance, target.fields) if posts else b"",
        _type(chance),
        chance.choice(HEADERS) if chance.random() < 0.2 else {},
    )


def _path(chance: random.Random, path: str) -> str:
    if chance.random() < 0.75:
        return path
    parts = path.split("/")
    at = chance.randrange(len(parts))
    raw = chance.random() < 0.2
    parts[at] = chance.choice(RAW).decode().replace("?", "") if raw else quote(chance.choice(ODD), safe="")
    return "/".join(parts) if parts[0] == "" else "/" + "/".join(parts)


def _query(chance: random.Random, names: set[str]) -> str:
    if not names or chance.random() < 0.3:
        return chance.choice(RAW).decode() if chance.random() < 0.1 else ""
    return _pairs(chance, names)


def _body(chance: random.Random, names: set[str]) -> bytes:
    if chance.random() < 0.1:
        return chance.choice((*RAW, b"", b"\0" * 50, b"--b\r\n\r\n", b"{" * 500))
    return _pairs(chance, names | {"reason", "month", "as_of"}).encode()


def _pairs(chance: random.Random, names: set[str]) -> str:
    chosen = [name for name in sorted(names) if chance.random() < 0.7] or sorted(names)[:1]
    pairs: list[tuple[Any, Any]] = [(name, chance.choice(ODD)) for name in chosen]
    if chance.random() < 0.1:
        pairs += pairs[:1] * 20
    if chance.random() < 0.1:
        pairs.append((chance.choice(ODD), chance.choice(ODD)))
    told = urlencode(pairs)
    return f"{told}&{chosen[0]}={quote_from_bytes(b'%ff%fe', safe='%')}" if chance.random() < 0.1 else told


def _type(chance: random.Random) -> str:
    return TYPES[0] if chance.random() < 0.8 else chance.choice(TYPES)

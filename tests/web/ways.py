"""The pages somebody can reach: from the start, by the links they see, one page of each kind."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from django.test import Client
from django.urls import Resolver404, resolve

_LINK: Final = re.compile(r'<a\b[^>]*?\shref="(/[^"#]*)')
_FILES: Final = ("export=", ".pdf", ".xlsx", ".csv", "download")


def reached(client: Client, start: str = "/") -> tuple[dict[str, str], dict[str, int]]:
    """The first page of each kind that could be opened, by the name of its URL; and the links that led nowhere."""
    found: dict[str, str] = {}
    broken: dict[str, int] = {}
    ahead = [start]
    while ahead:
        path = ahead.pop(0)
        name = _name(path)
        if name in found or path in broken or any(mark in path for mark in _FILES):
            continue
        answer = client.get(path, follow=True)
        if answer.status_code != 200:
            broken[path] = answer.status_code
        elif "text/html" in answer.headers.get("Content-Type", ""):
            found[name] = path
            ahead += [unescape(link) for link in _LINK.findall(answer.content.decode())]
    return found, broken


def _name(path: str) -> str:
    """The name of the page's kind; single insights and ideas are kinds of their own."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return path
    kind = match.kwargs.get("insight") or match.kwargs.get("slug") or ""
    return f"{match.view_name} {kind}".strip()

"""HTML that is safe by construction: text is escaped unless it is markup already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

Attributes = Mapping[str, str | None]


class Html(str):
    """Markup, as against text: only `tag`, `join` and `trusted` make it."""

    __slots__ = ()


Child = Html | str | None


def tag(name: str, attributes: Attributes | None = None, *children: Child) -> Html:
    """An element; attributes that are None are left out, text children are escaped."""
    written = "".join(f' {key}="{escape(value)}"' for key, value in (attributes or {}).items() if value is not None)
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Html:
    """Children one after the other; None is left out."""
    return Html("".join(text(child) for child in children if child is not None))


def text(child: Child) -> Html:
    """Text as markup: escaped, unless it is markup."""
    return child if isinstance(child, Html) else Html(escape(child or ""))


def trusted(markup: str) -> Html:
    """Markup of our own making: drawings and style sheets, never anything a user wrote."""
    return Html(markup)

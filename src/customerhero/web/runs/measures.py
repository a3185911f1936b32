"""The pages of the measures as they are written in docs/measures: what is computed, its settings, its sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_SHIPPED: Final = files("customerhero") / "measures"
_WRITTEN: Final = Path(__file__).parents[4] / "docs" / "measures"
"""Where they are written; a wheel has them within the package."""
_SETTINGS: Final = ("Settings", "Options")
_SETTING: Final = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Setting:
    """One option of a measure: its default and what it means, as written."""

    name: str
    default: str
    meaning: SafeString


@dataclass(frozen=True)
class MeasurePage:
    """A measure's page in parts."""

    lead: SafeString
    parts: tuple[tuple[str, SafeString], ...]
    """Headings and what stands below them, without the settings."""
    settings: tuple[Setting, ...]


@cache
def measure_page(insight: str) -> MeasurePage | None:
    """The page of an insight; None when it has none."""
    text = _text(f"{insight.replace('_', '-')}.md")
    if text is None:
        return None
    first, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    named = [part.partition("\n")[::2] for part in parts]
    settings = next((body for title, body in named if title.strip() in _SETTINGS), "")
    return MeasurePage(
        lead=_html(first.partition("\n")[2]),
        parts=tuple((title.strip(), _html(body)) for title, body in named if title.strip() not in _SETTINGS),
        settings=tuple(Setting(name, told.strip("`"), _line(why)) for name, told, why in _SETTING.findall(settings)),
    )


def _text(name: str) -> str | None:
    folder: Traversable = _SHIPPED if _SHIPPED.is_dir() else _WRITTEN
    page = folder / name
    return page.read_text(encoding="utf-8") if page.is_file() else None


def _html(markdown: str) -> SafeString:
    """Markdown of our own as HTML; tags in it stay text, tables can be scrolled."""
    html = _MARKDOWN.render(markdown)
    framed = html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return SafeString(framed)  # written by us, and rendered without any HTML of its own


def _line(markdown: str) -> SafeString:
    return SafeString(_MARKDOWN.renderInline(markdown))  # the same

"""Pictures drawn as SVG: for the page with CSS variables, for paper with real colours."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import vl_convert

from customerhero.charts import LIGHT, Palette, chart, css_palette, network
from customerhero.findings import Finding, Picture
from customerhero.findings.finding import Tone
from customerhero.wording import ENGLISH, Words

_VEGA_LITE = "6.4"
FONTS = files("customerhero.reports") / "fonts"
FEWEST_TEAMS = 3
_PLACES: Final[dict[str, Literal["en-US", "de-DE"]]] = {"en": "en-US", "de": "de-DE"}
"""Where the axes write numbers and months as each language does, by the names D3 has for them."""


def drawing_for_page(finding: Finding, name: str, words: Words = ENGLISH) -> str:
    """The finding's picture to stand inside HTML; `name` keeps its inner ids apart from other drawings'."""
    svg = _drawn(finding, css_palette(), words)
    return inline(svg, name)


def picture_for_page(
    picture: Picture, name: str, tone: Tone = "neutral", label: str = "", words: Words = ENGLISH
) -> str:
    """A picture that no finding has, to stand inside HTML; `label` names the one thing in it to be seen first."""
    if not picture.rows:
        return ""
    if picture.kind == "flows" and _teams(picture.rows) >= FEWEST_TEAMS:
        return inline(network(picture, css_palette(), tone), name)
    return inline(_rendered(chart(picture, css_palette(), tone, label), words), name)


def drawing_for_paper(finding: Finding, words: Words = ENGLISH) -> str:
    """The finding's picture as a file of its own, in the light colours."""
    return _drawn(finding, LIGHT, words)


def _drawn(finding: Finding, palette: Palette, words: Words) -> str:
    picture = finding.picture
    if picture is None or not picture.rows:
        return ""
    if picture.kind == "flows" and _teams(picture.rows) >= FEWEST_TEAMS:
        return network(picture, palette, "hurt", _way(finding))
    return _rendered(chart(picture, palette, finding.tone, finding.subject.label), words)


def _way(finding: Finding) -> tuple[str, str] | None:
    """The way a finding is about, by the names its picture has."""
    start, end = finding.facts.get("from"), finding.facts.get("to")
    return (str(start), str(end)) if finding.subject.kind == "route" and start and end else None


def _teams(rows: tuple[tuple[Any, ...], ...]) -> int:
    return len({name for row in rows for name in row[:2]})


def _rendered(spec: dict[str, Any], words: Words) -> str:
    _register_fonts()
    place = _PLACES[words.locale.name]
    svg: str = vl_convert.vegalite_to_svg(
        spec, vl_version=_VEGA_LITE, allowed_base_urls=[], format_locale=place, time_format_locale=place
    )
    return _numbered(svg)


def _numbered(svg: str) -> str:
    """Vega numbers clips through the life of a process; a drawing numbers its own, so that it is the same each time."""
    own = {name: f"clip{place}" for place, name in enumerate(dict.fromkeys(re.findall(r'id="(clip\d+)"', svg)))}
    return re.sub(r'(?<=id=")clip\d+(?=")|(?<=url\(#)clip\d+(?=\))', lambda found: own.get(found[0], found[0]), svg)


@cache
def _register_fonts() -> None:
    """Without the font labels are measured in another one and do not fit."""
    vl_convert.register_font_directory(str(FONTS))


def inline(svg: str, name: str) -> str:
    """A drawing to stand inside HTML: no namespaces, no ids another drawing has, hidden where words are given."""
    svg = re.sub(r' xmlns(:xlink)?="[^"]*"', "", svg)
    svg = re.sub(r'id="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    root = svg.partition(">")[0]  # Vega hides inner parts of its own
    hidden = "" if "aria-hidden" in root else ' aria-hidden="true" focusable="false"'
    return svg.replace("<svg ", f"<svg{hidden} ", 1)

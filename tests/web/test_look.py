"""The look: its colours, its classes, its templates, and what it says about figures."""

from __future__ import annotations

import re
from math import cos, radians, sin
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

from customerhero import web
from customerhero.charts import DARK, LIGHT, contrast
from customerhero.charts.palette import READABLE, SEEN
from customerhero.findings import Change, Measure
from customerhero.web.look import navigation
from customerhero.web.look.icons import ICONS
from customerhero.web.look.marks import badge_of, chip_of, drawing_of, figure_of
from customerhero.web.people.models import Person

WEB = Path(web.__file__).parent
STATIC = WEB / "look" / "static" / "look"
TEMPLATES = sorted(WEB.glob("*/templates/**/*.html"))
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
OWN_PAIRS = (
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent", "accent-soft"),
    ("warn", "warn-soft"),
    ("warn", "page"),
    ("band", "brand"),
    ("on-band", "band-raised"),
    ("on-band-soft", "band-raised"),
    ("soft-ink", "card"),
    ("hurt", "page"),
    ("ink", "raised"),
    ("ink", "hurt-soft"),
    ("ink", "accent-soft"),
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|color)\(")
_NUMBERS = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"


def _tokens(scheme: str) -> dict[str, str]:
    found = {}
    for name, value in re.findall(r"--([\w-]+): (.*);", TOKENS):
        colours = re.findall(_NUMBERS, value)
        if colours and "/" not in value:
            lightness, chroma, hue = colours[0 if scheme == "light" else -1]
            found[name] = _hex(float(lightness) / 100, float(chroma), float(hue))
    return found


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH as #rrggbb, by Ottosson's matrices."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, part)))):02x}" for part in linear)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * float(part ** (1 / 2.4)) - 0.055


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_its_ground(scheme: str) -> None:
    tokens = _tokens(scheme)
    weak = {
        pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pair in (*READABLE, *OWN_PAIRS)
        if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_and_edges_can_be_seen(scheme: str) -> None:
    tokens = _tokens(scheme)
    pairs = (*SEEN, ("strong-line", "card"), ("accent", "page"), ("brand", "band"))
    assert [pair for pair in pairs if contrast(tokens[pair[0]], tokens[pair[1]]) < 3] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tokens_are_the_colours_of_the_charts(scheme: str) -> None:
    tokens, palette = _tokens(scheme), LIGHT if scheme == "light" else DARK
    apart = {
        name: (tokens[name], colour)
        for name, colour in palette.items()
        if max(abs(int(tokens[name][at : at + 2], 16) - int(colour[at : at + 2], 16)) for at in (1, 3, 5)) > 1
    }
    assert apart == {}


def test_colours_stand_in_the_tokens_and_nowhere_else() -> None:
    sheets = [sheet for sheet in WEB.glob("*/static/**/*.css") if sheet.name != "tokens.css"]
    assert sheets
    assert [sheet.name for sheet in sheets if _COLOUR.search(sheet.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_nothing_the_content_security_policy_refuses(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    data = r'type="application/json"'
    assert not re.search(rf"<script(?![^>]*(?:src=|{data}))", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_uses_classes_and_icons_that_exist(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert _classes_of(text) - _defined() - {"mark", "calm"} == set()
    assert set(re.findall(r'{% icon "([\w-]+)"', text)) - set(ICONS) == set()


def test_the_places_have_icons() -> None:
    assert {place.icon for place in navigation._PLACES.values()} - set(ICONS) == set()


@pytest.mark.django_db
def test_every_component_lives_on_the_page_of_components(client: Client, bob: Person) -> None:
    client.force_login(bob)
    page = client.get(reverse("styleguide"))
    assert page.status_code == 200
    text = page.content.decode()
    shown = {name for attribute in re.findall(r'class="([^"]*)"', text) for name in attribute.split()}
    families = ("parts.css", "forms.css", "tables.css", "pictures.css")
    assert _defined(families) - shown - {"htmx-request"} == set()
    missing = [name for name in ICONS if f"<span>{name}</span>" not in text]
    assert missing == []


@pytest.mark.django_db
def test_a_page_that_is_not_there_shows_the_way_back(client: Client, bob: Person) -> None:
    client.force_login(bob)
    page = client.get("/no-such-page")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()


def test_the_page_of_a_breakdown_needs_nothing_that_may_be_broken() -> None:
    assert "That was our mistake" in get_template("500.html").render({})


@pytest.mark.django_db
def test_a_form_of_an_ended_session_says_that_nothing_typed_is_lost(bob: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    page = client.post(reverse("account_logout"))
    assert page.status_code == 403
    assert "what you typed is still there" in page.content.decode()


def test_a_verdict_is_told_in_words_with_an_arrow_for_its_direction() -> None:
    worse = chip_of(Change(9.1, 1180, 3.3, None, "worse"))
    assert 'class="chip hurt"' in worse
    assert "+3.3, worse" in worse
    assert "<svg" in worse
    steady = chip_of(Change(9.1, 1180, 0.1, None, "no detectable change"))
    assert "no detectable change" in steady
    assert "<svg" not in steady
    assert chip_of(None) == ""


def test_a_figure_nobody_knows_yet_is_not_a_number() -> None:
    assert "not enough data yet" in figure_of(Measure("nps", None, "points", 3))


def test_what_people_write_is_escaped() -> None:
    badge = badge_of("<b>Eve</b> Quill")
    assert "<b>Eve" not in badge
    assert "&lt;b&gt;Eve" in badge
    assert '"x onload=' not in drawing_of("<svg></svg>", '"x onload="')


def test_a_drawing_with_ways_is_a_group_and_one_without_is_an_image() -> None:
    assert 'role="img"' in drawing_of("<svg></svg>", "Steady")
    assert 'role="group"' in drawing_of('<svg><a href="#x"></a></svg>', "Ways")


@pytest.mark.django_db
def test_everyone_sees_only_the_places_they_may_enter(alice: Person, dora: Person) -> None:
    request = RequestFactory().get("/styleguide")
    seen = {}
    for person in (alice, dora):
        request.user = person
        seen[person.role] = {shown.place.url_name for shown in navigation.places_for(request)}
    assert seen["employee"] < seen["administrator"]
    assert "people" in seen["administrator"] - seen["employee"]


def _classes_of(text: str) -> set[str]:
    plain = re.sub(r"{%.*?%}|{{.*?}}", " ", text)
    named = (name for attribute in re.findall(r'class="([^"]*)"', plain) for name in attribute.split())
    return {name for name in named if not name.endswith("-")}


def _defined(families: tuple[str, ...] = ()) -> set[str]:
    sheets = [STATIC / name for name in families] or list(WEB.glob("*/static/**/*.css"))
    css = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    selectors = re.sub(r"/\*.*?\*/|url\([^)]*\)|@media[^{]*|:\s[^;{}]*;", " ", css, flags=re.DOTALL)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_counted_text_renames_nothing_it_still_counts(template: Path) -> None:
    """`count n=rule.lost with rule=rule.name` counts nothing: the new name hides the old one before it is counted."""
    for head in re.findall(r"{% blocktranslate ([^%]*)%}", template.read_text(encoding="utf-8")):
        given = dict(re.findall(r"(\w+)=([^\s]+)", head))
        counted = re.search(r"count \w+=(\w+)", head)
        hidden = set(given) & {counted[1]} if counted and given.get(counted[1], "") != counted[1] else set()
        assert not hidden, f"{template.name}: rename {hidden} in {head}"

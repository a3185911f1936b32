"""The colours, in one place: tokens for light and dark, and how a chart names them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Palette = Mapping[str, str]

LIGHT: Final[Palette] = MappingProxyType(
    {
        "page": "#f7f5f0",
        "card": "#ffffff",
        "sunken": "#f3f0e9",
        "line": "#e2ded4",
        "strong-line": "#8a8f8a",
        "ink": "#10272c",
        "soft-ink": "#47585b",
        "accent": "#00675c",
        "accent-soft": "#dcf1ec",
        "hurt": "#a8321a",
        "hurt-soft": "#fce9e2",
        "good": "#00675c",
        "good-soft": "#dcf1ec",
        "neutral": "#44566a",
        "neutral-soft": "#e8ecf1",
        "band": "#0b3d3b",
        "on-band": "#eef7f4",
        "on-band-soft": "#a9d8cc",
        "series-1": "#00776a",
        "series-2": "#b5472a",
        "series-3": "#4c51a8",
        "series-4": "#946000",
        "series-5": "#5c6b73",
    }
)
DARK: Final[Palette] = MappingProxyType(
    {
        "page": "#0c1517",
        "card": "#131f22",
        "sunken": "#0f1a1c",
        "line": "#27373b",
        "strong-line": "#7c8c8c",
        "ink": "#e9f0ee",
        "soft-ink": "#a6b7b6",
        "accent": "#5ad6c0",
        "accent-soft": "#12382f",
        "hurt": "#ff9d80",
        "hurt-soft": "#44211a",
        "good": "#5ad6c0",
        "good-soft": "#11352f",
        "neutral": "#b3c2d4",
        "neutral-soft": "#222e3b",
        "band": "#06100f",
        "on-band": "#eef7f4",
        "on-band-soft": "#8fcfc0",
        "series-1": "#45c9b3",
        "series-2": "#f58e6e",
        "series-3": "#a5a9f5",
        "series-4": "#e0b04c",
        "series-5": "#9fb0b6",
    }
)
READABLE: Final = (
    ("ink", "page"),
    ("ink", "card"),
    ("ink", "sunken"),
    ("soft-ink", "page"),
    ("soft-ink", "card"),
    ("soft-ink", "sunken"),
    ("accent", "page"),
    ("accent", "card"),
    ("hurt", "card"),
    ("hurt", "hurt-soft"),
    ("good", "card"),
    ("good", "good-soft"),
    ("neutral", "card"),
    ("neutral", "neutral-soft"),
    ("on-band", "band"),
    ("on-band-soft", "band"),
)
"""Pairs of text and ground that stand on each other; each has a contrast of 4.5 to 1 or more."""
SEEN: Final = tuple((f"series-{place}", "card") for place in range(1, 6))
"""Pairs of a drawn thing and its ground; each has a contrast of 3 to 1 or more."""


def css_palette() -> Palette:
    """Every colour as a CSS variable, so that one drawing serves light and dark."""
    return {name: f"var(--{name})" for name in LIGHT}


def css_tokens(scheme: Literal["light", "dark"]) -> str:
    """The colours of a scheme as CSS declarations."""
    palette = LIGHT if scheme == "light" else DARK
    return "".join(f"--{name}:{colour};" for name, colour in palette.items())


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #rrggbb [WCAG 2.2, 1.4.3]."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

"""What drawings of our own are made with: lines, boxes and words as SVG, every text escaped."""

from __future__ import annotations

from html import escape
from typing import Final

SMALL: Final = 11.5
CHARACTER: Final = 6.3
"""How wide a letter of the small size is, roughly: names are cut by it."""


def drawn(width: float, height: float, *parts: str, name: str) -> str:
    """A drawing of that size."""
    return (
        f'<svg class="{name}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
        f' font-family="Inter" font-size="{SMALL}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def words(x: float, y: float, text: str, colour: str, anchor: str = "start", weight: int = 450) -> str:
    """Words at a place."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A bar with slightly rounded ends; one of nothing is still a hair."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.75):.1f}" height="{max(height, 0.75):.1f}" rx="2.5"'
        f' fill="{colour}"/>'
    )


def line(start: tuple[float, float], end: tuple[float, float], colour: str, width: float = 1, dash: str = "") -> str:
    """A straight line."""
    broken = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{colour}"'
        f' stroke-width="{width:g}" stroke-linecap="round"{broken}/>'
    )


def dot(x: float, y: float, radius: float, colour: str) -> str:
    """A filled circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{colour}"/>'


def cut(text: str, room: float) -> str:
    """A name as far as there is room for it."""
    most = max(3, int(room / CHARACTER))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

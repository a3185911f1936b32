"""Sentences about a file's values in the reader's language: facts tell them in English, with figures and names."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from customerhero.web.sources.sentences import in_language

register = template.Library()


@register.filter
def told(text: str) -> str:
    """A sentence in the reader's language; marked as English where there is none of it."""
    if not text or (get_language() or "en").startswith("en"):
        return text
    said = in_language(text)
    return format_html('<span lang="en">{}</span>', text) if said is None else said

"""Tables in templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any, Final

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from customerhero.findings import Money
from customerhero.web.look.tables import Column, TableView
from customerhero.web.look.words import words_now
from customerhero.wording import formats

register = template.Library()


@register.inclusion_tag("look/table.html")
def table(view: TableView) -> dict[str, Any]:
    """A shown table with its filter, its rows, the way on and its files."""
    return {"view": view, "rows": [_row(view.columns, row) for row in view.rows]}


def _row(columns: Sequence[Column], row: Any) -> SafeString:
    """Made here rather than by the template: a table has hundreds of cells, and a template asks each what it is."""
    return mark_safe(f"<tr>{''.join(_cell(column, row) for column in columns)}</tr>")  # noqa: S308  # escaped below


def _cell(column: Column, row: Any) -> str:
    text = escape(str(column.told(row) if column.told else _told(column, column.value(row))))
    url = column.link(row) if column.link else None
    inside = f'<a href="{escape(url)}">{text}</a>' if url else text
    return f"<td{_class_of(column)}>{inside}</td>"


def _class_of(column: Column) -> str:
    return ' class="number"' if column.is_figure else _CLASSES.get(column.kind, "")


def _told(column: Column, value: Any) -> str:
    if value is None or value == "":
        return formats.MISSING
    return _TOLD.get(column.kind, lambda given: str(given))(value)


def _figure(value: Any) -> str:
    return formats.number(float(value), words_now().locale)


def _whole(value: Any) -> str:
    return formats.number(float(value), words_now().locale, 0)


def _percent(value: Any) -> str:
    """A figure per 100."""
    return f"{formats.number(float(value), words_now().locale, 1)}{formats.NARROW}%"


def _money(value: Any) -> str:
    return formats.money(value, words_now().locale) if isinstance(value, Money) else _whole(value)


def _time(value: Any) -> str:
    """A time in the reader's zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{formats.day_of(local.date(), words_now().locale)}, {local:%H:%M}"


def _day(value: Any) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return formats.day_of(moment.date() if hasattr(moment, "date") else moment, words_now().locale)


def _month(value: Any) -> str:
    return formats.month(str(value), words_now().locale)


def _flag(value: Any) -> str:
    return pgettext("answer", "yes") if value else pgettext("answer", "no")


_CLASSES: Final = {"id": ' class="id"', "day": ' class="when"', "time": ' class="when"', "month": ' class="when"'}
_TOLD = {
    "number": _figure,
    "whole": _whole,
    "percent": _percent,
    "money": _money,
    "time": _time,
    "day": _day,
    "month": _month,
    "flag": _flag,
}

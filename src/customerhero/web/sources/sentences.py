"""The sentences in which facts speak of a file's values, so that they can be told in another language."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from django.utils.translation import gettext, gettext_noop

_HOLE: Final = re.compile(r"%\((\w+)\)s")
_LONGEST: Final = 2_000
"""Letters of a sentence that is looked for."""

SENTENCES: Final = (
    gettext_noop("What is the %(column)s of all rows?"),
    gettext_noop("No column says it. %(meaning)s"),
    gettext_noop("In which order does %(column)s tell day and month?"),
    gettext_noop("All %(count)s values fit both, such as %(example)s."),
    gettext_noop("%(first)s can only be %(order)s and %(second)s can only be %(other)s."),
    gettext_noop("%(first)s can only be %(order)s, none only %(other)s"),
    gettext_noop("%(first)s can only be %(order)s."),
    gettext_noop("puts them between %(first)s and %(last)s"),
    gettext_noop("%(count)s could not be read"),
    gettext_noop("%(count)s values"),
    gettext_noop("1 value"),
    gettext_noop("day before month"),
    gettext_noop("month before day"),
    gettext_noop("year, month, day"),
    gettext_noop("you said so"),
    gettext_noop("leave the column out"),
    gettext_noop("How are the dates of %(column)s written?"),
    gettext_noop("Has a spreadsheet swapped day and month in %(column)s?"),
    gettext_noop("day and month are swapped in the dates"),
    gettext_noop("the dates are right as they stand"),
    gettext_noop("From which year does %(column)s count its days?"),
    gettext_noop("days counted from 1900, as spreadsheets do"),
    gettext_noop("days counted from 1904, as spreadsheets of old Macs do"),
    gettext_noop("times are told in %(zone)s"),
    gettext_noop("the times of %(columns)s tell no offset from it"),
    gettext_noop("Which is the decimal mark of %(column)s?"),
    gettext_noop("Which currency are the amounts of %(column)s in?"),
    gettext_noop("Which currency is %(sign)s in %(column)s?"),
    gettext_noop("all amounts are in %(code)s"),
    gettext_noop("amounts are in %(code)s"),
    gettext_noop("the heading says so"),
    gettext_noop("Which attribute names a trace of the log?"),
    gettext_noop("None has a concept:name; these differ from trace to trace."),
    gettext_noop("Are these names in %(column)s the same, only spelled differently?"),
    gettext_noop("They differ only by letter case, blanks, marks or the writing of umlauts: %(groups)s."),
    gettext_noop("yes: each is read as its most frequent spelling (%(names)s)"),
    gettext_noop("no"),
    gettext_noop("one team each: %(groups)s"),
    gettext_noop("they differ only by letter case or blanks"),
    gettext_noop("different things: %(groups)s"),
    gettext_noop('nothing says that one is a typing error; --answer "%(key)s=joined" joins them'),
    gettext_noop("On which day did those leave who have %(values)s in %(column)s?"),
    gettext_noop("leave it out: nobody has left"),
    gettext_noop("Of which month are the amounts in %(column)s?"),
    gettext_noop("No column says it. Give the month of the export, such as 2026-01."),
    gettext_noop("leave the amounts out"),
    gettext_noop("What do the values of %(column)s mean?"),
    gettext_noop("each row only says that somebody worked on it"),
    gettext_noop("the sheet %(name)s is read"),
)
"""As facts tell them; of two that fit, the one with more words of its own."""


def in_language(text: str) -> str | None:
    """A sentence in the language of now; None when it is not one of those that are known."""
    if len(text) > _LONGEST:
        return None
    found = [(sentence, match) for sentence in SENTENCES if (match := _pattern(sentence).fullmatch(text))]
    if not found:
        return None
    sentence, match = max(found, key=lambda one: len(_HOLE.sub("", one[0])))
    parts = {name: in_language(part) or part for name, part in match.groupdict().items()}
    return gettext(sentence) % parts if parts else gettext(sentence)


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """What finds a sentence whatever stands in its holes."""
    parts = _HOLE.split(sentence)
    texts = [f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(texts), re.DOTALL)

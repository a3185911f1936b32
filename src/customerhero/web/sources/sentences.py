"""The sentences in which facts speak of a file's values, so that they can be told in another language."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop

_HOLE: Final = re.compile(r"%\((\w+)\)s")
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")
_COUNTS: Final = frozenset({"count", "all", "rows", "lines", "equal", "own", "met", "known", "words", "ones"})
"""The holes in which a number of things stands, never a value of the file."""
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
    gettext_noop("a point is the decimal mark"),
    gettext_noop("a comma is the decimal mark"),
    gettext_noop("%(first)s, %(second)s can only have a comma as decimal mark"),
    gettext_noop("%(first)s, %(second)s can only have a point as decimal mark"),
    gettext_noop("%(count)s can only have a point as decimal mark (such as %(example)s)"),
    gettext_noop("%(count)s can only have a comma as decimal mark (such as %(example)s)"),
    gettext_noop(
        "in every value of %(column)s with a point exactly three digits follow it, and the headings are "
        "German (%(headings)s)"
    ),
    gettext_noop("in every value of %(column)s with a comma exactly three digits follow it, and no heading is German"),
    gettext_noop("In every value of %(column)s with a point exactly three digits follow it (such as %(examples)s)."),
    gettext_noop("In every value of %(column)s with a comma exactly three digits follow it (such as %(examples)s)."),
    gettext_noop("Values of %(column)s can be read both ways (such as %(examples)s)."),
    gettext_noop("none"),
    gettext_noop("columns are separated by %(mark)s"),
    gettext_noop("tab"),
    gettext_noop("%(lines)s lines have %(fields)s fields each with it"),
    gettext_noop("the first line is the header"),
    gettext_noop("it is the first sheet, %(rows)s rows; others: %(others)s"),
    gettext_noop("it is the first sheet that can be seen and holds a table, %(rows)s rows; others: %(others)s"),
    gettext_noop("the sheet %(name)s is read; not read: %(others)s"),
    gettext_noop("amounts of one customer, month and currency are added up"),
    gettext_noop(
        "amounts of one customer, month and currency are added up, a row that repeats an earlier one in "
        "every column only once"
    ),
    gettext_noop("%(count)s of %(all)s rows have the customer, month and currency of an earlier one"),
    gettext_noop(
        "%(count)s of %(all)s rows have the customer, month and currency of an earlier one and differ in %(column)s"
    ),
    gettext_noop(
        "%(count)s of %(all)s rows have the customer, month and currency of an earlier one; %(equal)s of "
        "them are equal to an earlier one in every column and are added too"
    ),
    gettext_noop(
        "%(count)s of %(all)s rows have the customer, month and currency of an earlier one, %(equal)s rows "
        "repeat an earlier one, %(column)s among it"
    ),
    gettext_noop("puts them between %(first)s and %(last)s, %(count)s of them in the future"),
    gettext_noop("makes all of %(count)s the first of a month"),
    gettext_noop("%(order)s puts them between %(first)s and %(last)s, %(other)s"),
    gettext_noop("day before month makes all of %(count)s the first of a month, %(other)s"),
    gettext_noop("month before day makes all of %(count)s the first of a month, %(other)s"),
    gettext_noop("day before month puts them between %(first)s and %(last)s"),
    gettext_noop("month before day puts them between %(first)s and %(last)s"),
    gettext_noop("how likely customers are to recommend you (NPS)"),
    gettext_noop("how satisfied customers are (CSAT)"),
    gettext_noop("how easy it was for customers (CES)"),
    gettext_noop("answers to %(question)s, up to %(scale)s"),
    gettext_noop("they say %(question)s"),
    gettext_noop("its name asks for that, and the %(count)s answers looked at are %(least)s to %(most)s"),
    gettext_noop("its labels speak of that, and the %(count)s answers looked at are %(least)s to %(most)s"),
    gettext_noop("the scale begins at 0, as that of NPS does"),
    gettext_noop(
        "the %(count)s answers looked at are %(least)s to %(most)s: no 0 is among them, as where a scale "
        "begins at 1 or a tool loses the 0"
    ),
    gettext_noop(
        "the %(count)s answers looked at are %(least)s to %(most)s, and a rating up to 5 is mostly one of satisfaction"
    ),
    gettext_noop(
        "The %(count)s answers looked at are %(least)s to %(most)s, and the name does not say what was asked."
    ),
    gettext_noop("Which question do the answers in %(column)s belong to?"),
    gettext_noop("leave them out"),
    gettext_noop("What is the highest answer that could be given in %(column)s?"),
    gettext_noop("The %(count)s answers looked at reach %(most)s, though by its name the scale goes up to %(scale)s."),
    gettext_noop("%(scale)s: nobody has given more than %(most)s"),
    gettext_noop("5: the scale ends there"),
    gettext_noop("leave them out: they are on no scale of this kind"),
    gettext_noop("Is 1 the best answer in %(column)s?"),
    gettext_noop("turn them round: 1 becomes %(top)s"),
    gettext_noop("leave them: %(top)s is the best answer"),
    gettext_noop("Its labels call %(best)s the best and %(worst)s the worst."),
    gettext_noop("Its labels call 1 the best answer."),
    gettext_noop("Its name says that 1 is the best."),
    gettext_noop("Does %(number)s in %(column)s stand for no answer?"),
    gettext_noop("%(number)s is no answer"),
    gettext_noop("%(number)s is an answer"),
    gettext_noop("%(count)s values are %(number)s, all others %(least)s to %(most)s."),
    gettext_noop("%(codes)s stands for no answer"),
    gettext_noop("its words say so"),
    gettext_noop("0 counts as 1, the lowest answer"),
    gettext_noop("Do the answers in %(column)s count together with those in %(other)s?"),
    gettext_noop("no: only those in %(column)s count"),
    gettext_noop("yes: both count"),
    gettext_noop("each amount is in the currency it carries"),
    gettext_noop("%(count)s of %(all)s values carry %(sign)s"),
    gettext_noop("%(count)s of %(all)s values are %(sign)s, and no other such currency is named"),
    gettext_noop("%(count)s of %(all)s values are %(sign)s."),
    gettext_noop(
        "%(count)s of %(all)s rows say that a customer left, and no column says when. Give one day for all "
        "of them, such as that of the export (2026-01-31)."
    ),
    gettext_noop("Of %(count)s different ones (%(examples)s, ...) %(known)s are kinds of events."),
    gettext_noop("go by their words, as in event logs: Register is opened, Reject is refused; else replied"),
    gettext_noop("a row for each month, from a column for each"),
    gettext_noop("%(count)s columns are named by months, %(examples)s and so on, and hold numbers"),
    gettext_noop("Of which year are the columns %(first)s to %(last)s?"),
    gettext_noop("Their names are months without a year. Give it, such as 2026."),
    gettext_noop("What do the numbers under the months say?"),
    gettext_noop("All %(count)s values looked at are whole numbers up to %(most)s."),
    gettext_noop("what each customer paid in the month"),
    gettext_noop("how likely each would recommend you, 0 to 10"),
    gettext_noop("how satisfied each was"),
    gettext_noop("not used, though it looks like %(target)s"),
    gettext_noop("its values, such as %(example)s, are no dates that are known"),
    gettext_noop("it is empty in the rows that were looked at"),
    gettext_noop("It looks like %(target)s, but I cannot read %(example)s: add its format under dates."),
    gettext_noop("Does %(column)s tell months and years?"),
    gettext_noop("months and years"),
    gettext_noop("Which month does a quarter of %(column)s mean?"),
    gettext_noop("the first month of each quarter stands for all of it"),
    gettext_noop("%(first)s are numbers, such as %(example)s."),
    gettext_noop("%(first)s lie between %(earliest)s and %(latest)s"),
    gettext_noop("all %(count)s values"),
    gettext_noop("it has exactly the name used here"),
    gettext_noop("%(name)s is a usual name of it"),
    gettext_noop("its name is the question of a survey"),
    gettext_noop("its values say so"),
    gettext_noop(
        "%(met)s of %(own)s customers of this file are among the %(known)s known; %(kept)s is known, %(came)s came."
    ),
    gettext_noop("Write %(line)s into the mapping."),
    gettext_noop("%(count)s rows"),
    gettext_noop("1 row"),
    gettext_noop("All %(count)s customers of this file are known."),
    gettext_noop("%(met)s of %(own)s customers of this file are known; %(count)s are new."),
    gettext_noop("%(met)s of %(own)s customers of this file are known; 1 is new."),
    gettext_noop(
        "%(column)s: %(count)s (such as %(example)s) could be %(order)s as well; read %(other)s as the mapping says."
    ),
    gettext_noop(
        "The %(count)s scores of nps begin at 1 (%(ones)s times) and none is 0: perhaps the scale was 1 to "
        "%(scale)s, or a tool lost the 0; NPS begins at 0."
    ),
    gettext_noop(
        "%(count)s answers have a day, %(words)s of them a comment, but no score (%(metric)s) and count as "
        "not answered."
    ),
    gettext_noop(
        "%(count)s answers have a day, %(words)s of them a comment, but no score (%(metric)s) and count as "
        "not answered; no %(least)s is among the scores, as where a tool exports it as empty: compare with "
        "the source."
    ),
    gettext_noop("%(count)s answers have a day but no score (%(metric)s) and count as not answered."),
    gettext_noop("Times that do not tell their own zone are read as those of %(zone)s."),
    gettext_noop("%(count)s rows repeat an earlier row word for word and count once."),
    gettext_noop("1 row repeats an earlier row word for word and counts once."),
    gettext_noop(
        "%(count)s of %(all)s amounts are below nought, together %(sum)s: they count as refunds and credit "
        "notes, which reduce the month they are in."
    ),
    gettext_noop("%(count)s times lie in the future (up to %(latest)s)."),
    gettext_noop("1 time lies in the future (up to %(latest)s)."),
    gettext_noop(
        "%(count)s rows have the customer, month and currency of an earlier row, and do not count: "
        "%(sums)s. If they are payments of their own, write `rows: {sum: amount}` below `table: revenue` "
        "in the mapping; if they are repetitions, remove them from the file."
    ),
    gettext_noop("%(column)s has the unknown code %(code)s in %(count)s rows."),
    gettext_noop(
        "%(count)s of %(all)s cases (such as %(example)s) have no opened_at: they belong to no month and "
        "are in no figure of one."
    ),
    gettext_noop("In %(count)s cases (such as %(example)s) an event happened before the case was opened."),
    gettext_noop("In %(count)s cases (such as %(example)s) closed_at is before opened_at."),
    gettext_noop(
        "%(count)s customers left before joining (%(examples)s): one of the two days is wrong. They are "
        "kept and left out of losses, retention and every count of customers until the source is put right."
    ),
    gettext_noop("Customer %(customer)s has %(count)s cases, %(share)s of all: perhaps a shared account."),
    gettext_noop("%(mark)s in %(column)s is read as missing: %(count)s times."),
    gettext_noop("Export both files with the same ids, or map the column that holds them."),
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
    parts = {name: in_language(part) or _figure(name, part) for name, part in match.groupdict().items()}
    return gettext(sentence) % parts if parts else gettext(sentence)


def _figure(name: str, part: str) -> str:
    """A number of things, grouped in the reader's way; whatever else stands there is left as it is."""
    if name not in _COUNTS or not _GROUPED.fullmatch(part):
        return part
    return number_format(int(part.replace(",", "")), force_grouping=True)


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """What finds a sentence whatever stands in its holes."""
    parts = _HOLE.split(sentence)
    texts = [f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(texts), re.DOTALL)

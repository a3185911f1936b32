"""The words that stand around findings on every door: titles, labels, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from customerhero.findings.finding import Tone
from customerhero.wording.measured import AT_REST
from customerhero.wording.words import ENGLISH, Words


@dataclass(frozen=True)
class PageWords:
    """The fixed words of an agenda in one language, and those that take a figure."""

    words: Words
    title: str
    month: str
    overview: str
    all_of_them: str
    cases: str
    sampled_customers: str
    evidence: str
    table: str
    further: str
    unanswered: str
    computed: str
    weighed: str
    measured: str
    about: str
    sections: dict[Tone, tuple[str, str]]

    def running(self, month: str) -> str:
        """The line at the head of every page."""
        return self.words.tell("Customer agenda · {month:month}", {"month": month})

    def eyebrow(self, month: str, company: str) -> str:
        """Company, if named, and month."""
        facts = {"company": company, "month": month}
        if not company:
            return self.running(month)
        return self.words.tell("{company} · Customer agenda · {month:month}", facts)

    def known_until(self, day: datetime | None, zone: str) -> str:
        """Until when the facts are known, and by which clock; empty when that is not known."""
        if not day:
            return ""
        told = {"day": day.date(), "zone": zone}
        return self.words.tell("Facts known until {day:day}; days and months are those of {zone}", told)

    def findings(self, n: int) -> str:
        """How many findings."""
        return self.words.tell_n("{n} finding", "{n} findings", n)

    def further_findings(self, n: int) -> str:
        """How many findings found no place."""
        return self.words.tell_n("{n} further finding", "{n} further findings", n)

    def missing(self, tables: Sequence[str]) -> str:
        """Which tables are missing."""
        return self.words.tell("Missing: {tables}.", {"tables": ", ".join(tables)})

    def over_months(self, n: int) -> str:
        """That customers and value are counted over more than the month."""
        return self.words.tell(
            "Counted over {n} months, where most findings count one: it is ranked by what that makes a month.",
            {"n": n},
        )

    def seen_also(self, headline: str) -> str:
        """Another finding that tells the same story."""
        return self.words.tell("Seen also as: {other}", {"other": headline})


def page_words(words: Words = ENGLISH) -> PageWords:
    """The words around findings in this language."""
    tell = words.tell
    return PageWords(
        words=words,
        title=tell("What stands between us and our customers"),
        month=tell("The month in figures"),
        overview=tell("The month's summary on one page"),
        all_of_them=tell("All of them"),
        cases=tell("Cases, a sample"),
        sampled_customers=tell("Customers, a sample"),
        evidence=tell("Who and which cases"),
        table=tell("Show as table"),
        further=tell("Further findings"),
        unanswered=tell("Not answered, for lack of facts"),
        computed=tell("How it is computed"),
        weighed=tell(
            "Findings are weighed by the customers they touch and by the revenue of those customers in the twelve "
            "months up to the month's end, or of as many months as revenue is known of, each as a share of the most "
            "that any finding touches; the weight is the "
            "mean of both shares; what is counted over several months is weighed by what it makes a month. What "
            "changed is told only when it is more than chance explains, counting how many changes were looked at. "
            "Figures are associated with what they stand beside; they do not say what brought it about."
        ),
        measured=tell(
            "Tried on {agendas} agendas of {companies} simulated companies in which nothing is wrong. Findings that "
            "say customers are hurt all the same: {hurts}. Agendas that tell a change: {changes}.",
            AT_REST,
        ),
        about=tell("People get credit, systems get blame."),
        sections={
            "hurt": (tell("Where customers are hurt"), tell("Ranked by customers hurt and value touched.")),
            "good": (tell("What went well for customers"), tell("Worth a leader's thanks.")),
            "neutral": (tell("Worth knowing"), tell("What the facts say, without good or bad news.")),
        },
    )

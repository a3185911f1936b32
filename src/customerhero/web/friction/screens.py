"""One idea as a screen shows it: what a stored run says of it, in words, as a rate, and as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from customerhero.findings import Finding, Money
from customerhero.findings.agenda import Unanswered
from customerhero.web.friction.ideas import IDEAS, Idea, Rate, rate_of
from customerhero.web.look.words import words_now
from customerhero.web.runs.asked_month import AskedMonth
from customerhero.web.runs.reading import ShownFinding, StoredAnswerOf, answer_of, drawing_of, findings_of
from customerhero.wording import changed_sentence
from customerhero.wording.insights import insight_title, question_words
from customerhero.wording.phrases import WHOLE


@dataclass(frozen=True)
class Screen:
    """An idea in one month."""

    idea: Idea
    answer: StoredAnswerOf | None
    rate: Rate | None
    finding: Finding | None
    """What is told of everybody; None when too few customers were touched."""
    others: list[ShownFinding]
    """What stands out within it: routes, rules, topics, segments."""
    lacking: Unanswered | None

    @property
    def title(self) -> str:
        """What the idea is called."""
        return insight_title(self.idea.insight, words_now())

    @property
    def value(self) -> Money | None:
        """The revenue of those it touched, where enough of them let it be told."""
        numbers = self.answer.numbers if self.answer else {}
        value, currency = numbers.get("value"), numbers.get("currency")
        return Money(value, currency) if value is not None and currency else None

    @property
    def question(self) -> str:
        """What it asks."""
        return question_words(self.idea.insight, words_now())


def screen_of(idea: Idea, asked: AskedMonth, findings: list[ShownFinding] | None = None) -> Screen:
    """The idea as the run of the month tells it; `findings` of the run, where they are at hand already."""
    answer = answer_of(asked.run, idea.insight)
    known = findings_of(asked.run, idea.insight) if findings is None else findings
    found = [shown for shown in known if shown.finding.insight == idea.insight]
    whole = [shown for shown in found if shown.finding.subject.kind == WHOLE]
    finding = whole[0].finding if whole else None
    months = answer.table("months").records() if answer else []
    rate = rate_of(idea, months, asked.month, asked.change_of(f"{idea.insight}/{WHOLE}/all"))
    others = [shown for shown in found if shown not in whole]
    return Screen(idea, answer, rate, finding, others, None if answer else asked.lacking(idea.insight))


def trend_of(idea: Idea, asked: AskedMonth) -> str:
    """The stored picture of an idea's trend."""
    return drawing_of(asked.run, trend_name(idea))


def trend_name(idea: Idea) -> str:
    """What the picture of an idea's trend is stored as."""
    return f"{idea.slug}-trend"


def all_screens(asked: AskedMonth) -> list[Screen]:
    """Every idea."""
    findings = findings_of(asked.run)
    return [screen_of(idea, asked, findings) for idea in IDEAS.values()]


def in_short(screens: list[Screen], month: str) -> str:
    """Whether anything moved since the month before, in one or two sentences."""
    told = [screen.finding for screen in screens if screen.finding and screen.finding.change]
    moved = [finding for finding in told if finding.change and finding.change.verdict in ("better", "worse")]
    known = {row["month"] for screen in screens if screen.answer for row in screen.answer.table("months").records()}
    return changed_sentence(month, moved, words_now(), is_compared=any(other and other < month for other in known))

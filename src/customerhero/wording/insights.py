"""What each insight is called, what it asks, and how it is computed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from customerhero.wording.words import ENGLISH, Words


@dataclass(frozen=True)
class InsightWords:
    """The words of one insight."""

    title: str
    question: str
    computed: str


INSIGHTS: Final[dict[str, InsightWords]] = {
    "runaround": InsightWords(
        "Runaround",
        "Where are customers passed around?",
        "Teams that held a case in time order, missing ones dropped and equal neighbours merged. A runaround is a "
        "case with a ping-pong or a return, three hand-offs, or three owners over the customer's linked cases in 30 "
        "days. Rate per 100 cases with Wilson's interval; routes that nearly every case takes without delay are no "
        "harm.",
    ),
    "tug_of_war": InsightWords(
        "Tug-of-war",
        "Who had to ask again and again?",
        "The same ask refused or repeated at least twice and then granted in full or part, or granted only after an "
        "escalation or a notice to leave. Rate per 100 asks with Wilson's interval.",
    ),
    "last_resort": InsightWords(
        "Last resort",
        "Whom did we try to keep only when they were leaving?",
        "The first retention offer, remedy or apology came after the notice to leave, or after three failures with "
        "none offered before; each half has a rate of its own. Pain endured is what the customer met before it.",
    ),
    "recontact": InsightWords(
        "Re-contact",
        "Who had to come back about the same thing?",
        "The same customer and topic within seven days of closing, per 100 closed cases, with Wilson's interval.",
    ),
    "promises": InsightWords(
        "Promises",
        "Which promises were broken?",
        "Promises broken of those kept or broken, with Wilson's interval.",
    ),
    "losses": InsightWords(
        "Losses",
        "Whom did we lose, and why?",
        "Customers who left in the month, by volume and by their revenue of the twelve months before, and by the "
        "reason they stated and the reason found behind it.",
    ),
    "growth": InsightWords(
        "Growth",
        "Do we grow by earning it?",
        "Value at the end is start, new, won back and up less down and lost. Net revenue retention, earned new "
        "customers and earned growth after Reichheld, Darnell and Burns (2021).",
    ),
    "retention": InsightWords(
        "Retention",
        "How long do customers stay?",
        "Kaplan-Meier curves with Greenwood's interval, customers still here counted until the day of the data; "
        "segments are compared by the log-rank test.",
    ),
    "voice": InsightWords(
        "Voice",
        "What do customers say?",
        "NPS is promoters less detractors per 100 answers, with the adjusted Wald interval; CSAT and CES are shares "
        "with Wilson's interval. A difference inside the noise is no detectable change.",
    ),
    "bright_spots": InsightWords(
        "Bright spots",
        "Whose customers are served better than the mix of their work and luck explain?",
        "What each person's work came to, beside what it would come to in typical hands: a regression tells the mix of "
        "work from the people in it, estimates are drawn towards each other as far as luck explains them, and whoever "
        "lies in the upper fifth of their role with a probability of 0.8 or more is named, no more than one in ten of "
        "them expected to be wrong. Nobody is ranked, and nobody is told about who is not named.",
    ),
    "autopsy": InsightWords(
        "Autopsy",
        "What happened to this customer?",
        "One customer's whole timeline with its troubles marked.",
    ),
    "effect": InsightWords(
        "Effect",
        "Did the change help?",
        "Regression of the weekly figure: the mean effect over the weeks since, with weeks that resemble each other "
        "(AR(1) and noise), a trend, a season and another shift nearby integrated out, against groups the change never "
        "touched where there are any. The weeks just before the change count less.",
    ),
}


def insight_title(name: str, words: Words = ENGLISH) -> str:
    """What an insight is called."""
    known = INSIGHTS.get(name)
    return words.tell(known.title) if known else name.replace("_", " ").capitalize()


def question_words(name: str, words: Words = ENGLISH) -> str:
    """The question an insight asks."""
    known = INSIGHTS.get(name)
    return words.tell(known.question) if known else insight_title(name, words)


def how_computed(name: str, words: Words = ENGLISH) -> str:
    """How an insight is computed, in two or three sentences."""
    known = INSIGHTS.get(name)
    return words.tell(known.computed) if known else ""

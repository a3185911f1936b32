"""What is written: notes on events and comments on surveys, from short templates."""

from __future__ import annotations

from typing import Final

from customerhero.demo.cast import TOPICS
from customerhero.facts.contracts import EVENT_KINDS

NOTES: Final[dict[str, tuple[str, ...]]] = {
    "asked_again": ("Customer asks again and has the same answer as before.", "Asks once more, sounds tired of it."),
    "refused": ("Not possible under the rule.", "Explained why we cannot do this.", "Turned down, rule named."),
    "escalated": ("Handed to customer care to decide.", "Customer asked for a decision by somebody else."),
    "granted": ("Done as asked.", "Agreed, customer relieved."),
    "retention_offer": ("Offered a better plan for twelve months.", "Offered a credit to stay."),
    "notice_to_leave": ("Customer gives notice.", "Wants to end the contract."),
    "failed": ("We did not do what we said.", "Our mistake, customer had to call."),
    "apologised": ("Said sorry, it was our fault and we repair it.", "Apologised by phone."),
    "remedied": ("Credit booked.", "Put right and credit given."),
    "promised": ("Promised an answer by Friday.", "Promised to call back tomorrow."),
    "broken": ("Nobody called back in time.", "The date passed without news."),
    "waiting": ("Waiting for the customer's papers.", "Asked for a reading, waiting."),
}
NOTE_TEXTS: Final = tuple(note for notes in NOTES.values() for note in notes)


def note_span(kind: str) -> tuple[int, int]:
    """The first of the kind's notes in `NOTE_TEXTS` and how many there are."""
    notes = NOTES.get(kind, ())
    return (NOTE_TEXTS.index(notes[0]) if notes else -1, len(notes))


NOTE_SPANS: Final = tuple(note_span(kind) for kind in EVENT_KINDS)

_CASE_WORDS: Final = {
    "poor": (
        "Had to explain my {topic} again and again.",
        "Nobody could tell me how long the {topic} would take.",
        "My {topic} is still not solved.",
        "Too many people for one {topic}.",
    ),
    "good": (
        "Quick help with my {topic}.",
        "Friendly and clear about the {topic}.",
        "The {topic} was settled in one go.",
        "Somebody listened, the {topic} is done.",
    ),
}
CASE_COMMENTS: Final = tuple(
    text.format(topic=topic.name[0].lower() + topic.name[1:])
    for topic in TOPICS
    for tone in ("poor", "good")
    for text in _CASE_WORDS[tone]
)
"""By topic, four for poor and four for good answers."""
COMMENTS_PER_TONE: Final = 4

BRAND_COMMENTS: Final = (
    "Waited too long for a call back.",
    "Each call starts from the beginning.",
    "The bill is hard to read.",
    "You only talk to me when I want to go.",
    "Fine so far, nothing special.",
    "Works, but the prices creep up.",
    "Sometimes quick, sometimes slow.",
    "No trouble this quarter.",
    "Always a person on the phone who can help.",
    "Heating has never failed me.",
    "I would send my neighbours to you.",
    "Clear bills and friendly people.",
    "The new bill cannot be understood.",
    "Since the new bill I pay for things I do not know.",
    "The new bill came twice and nobody knows why.",
    "My new bill is wrong and the line is busy.",
)
"""Four each for detractors, passives and promoters, and four for the month in which the score falls."""

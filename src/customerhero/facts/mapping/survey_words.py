"""The words of surveys: what a question asks for, what labels of scales mean, and what says that there is no answer."""

from __future__ import annotations

import re
from typing import Final

from customerhero.facts.mapping.clues import METRIC_WORDS
from customerhero.facts.mapping.plain_names import plain_name, squeezed

QUESTIONS: Final = {
    "nps": re.compile(
        r"\bnps\b|net ?promot|netpro|likely .*\brecommend|recommend .*\b(to|us|friend|colleague)|would recommend|"
        r"likelihood to recommend|weiterempfehl|wahrscheinlich .*empfehl|(uns|wurden sie) .*empfehlen"
    ),
    "ces": re.compile(
        r"\bces\b|customer effort|effort score|how easy|(was|made|make) .*\beasy|easy (to|was|is)|how difficult|"
        r"how much effort|wie (einfach|leicht|schwierig|schwer)|kundenaufwand|einfach .*(gemacht|losen|gelost)"
    ),
    "csat": re.compile(
        r"\bcsat\b|how satisfied|how happy|satisfied (are|were|with)|wie zufrieden|zufrieden (sind|waren)|"
        r"(rate|rating of) (your|our|the)|how would you rate|wie bewerten sie"
    ),
}
"""What a question asks for, in names without case, marks and accents."""
_SHORT: Final = 3
_POSITIVE: Final = (
    "very satisfied", "extremely satisfied", "completely satisfied", "very good", "excellent", "strongly agree",
    "extremely likely", "very likely", "very easy", "extremely easy", "sehr zufrieden", "sehr gut", "hervorragend",
    "ausgezeichnet", "ausserst zufrieden", "stimme voll zu", "sehr wahrscheinlich", "ausserst wahrscheinlich",
    "sehr einfach", "sehr leicht", "best", "happy", "very happy", "great",
)  # fmt: skip
_NEGATIVE: Final = (
    "very dissatisfied", "very unsatisfied", "extremely dissatisfied", "not at all satisfied", "very bad", "very poor",
    "terrible", "strongly disagree", "not at all likely", "extremely unlikely", "very unlikely", "very difficult",
    "very hard", "extremely difficult", "sehr unzufrieden", "ausserst unzufrieden", "uberhaupt nicht zufrieden",
    "sehr schlecht", "mangelhaft", "ungenugend", "stimme gar nicht zu", "uberhaupt nicht wahrscheinlich",
    "sehr unwahrscheinlich", "ausserst unwahrscheinlich", "sehr schwierig", "sehr schwer", "worst", "awful",
)  # fmt: skip
_FIVE: Final = (
    (*_NEGATIVE, "not at all easy"),
    (
        "dissatisfied", "unsatisfied", "somewhat dissatisfied", "bad", "poor", "disagree", "unlikely", "difficult",
        "unzufrieden", "eher unzufrieden", "schlecht", "stimme nicht zu", "stimme eher nicht zu", "schwierig",
        "eher schwierig", "unhappy",
    ),
    (
        "neutral", "neither", "neither satisfied nor dissatisfied", "neither agree nor disagree", "ok", "okay",
        "average", "fair", "neither easy nor difficult", "teils teils", "weder noch", "mittelmassig", "befriedigend",
        "unentschieden", "weder zufrieden noch unzufrieden",
    ),
    (
        "satisfied", "somewhat satisfied", "good", "agree", "likely", "easy", "zufrieden", "eher zufrieden", "gut",
        "stimme zu", "stimme eher zu", "einfach", "eher einfach",
    ),
    _POSITIVE,
)  # fmt: skip
_LABELS: Final = {label: str(place) for place, labels in enumerate(_FIVE, start=1) for label in labels}
_GROUPS: Final = frozenset(
    ("promoter", "promoters", "passive", "passives", "detractor", "detractors", "kritiker", "indifferente", "passiv",
     "promotoren", "neutral", "detraktor", "detraktoren")
)  # fmt: skip
_SILENT: Final = frozenset(
    ("dont know", "don t know", "do not know", "not applicable", "n a", "na", "no answer", "no response",
     "prefer not to say",
     "prefer not to answer", "no opinion", "skipped", "not answered", "refused", "weiss nicht", "keine angabe", "k a",
     "keine antwort", "nicht zutreffend", "unknown", "none", "unsure", "not sure", "did not answer")
)  # fmt: skip
_NUMBERED: Final = (
    re.compile(r"(-?\d{1,3})(?:[.,]0+)?"),
    re.compile(r"(\d{1,2})\s*[-–—:=.)(,]+\s*\D.*"),
    re.compile(r"\D[^\d]*\(\s*(\d{1,2})\s*\)"),
    re.compile(r"(\d{1,2})\s*(?:/|out of|of|von)\s*(?:5|7|10)(?:\s*stars?)?", re.IGNORECASE),
    re.compile(r"(\d{1,2})\s*[- ]?(?:stars?|sterne?|points?|punkte?)", re.IGNORECASE),
    re.compile(r"(\d{1,2})\s+[^\W\d].*"),
)
_STARS: Final = re.compile(r"([★⭐]+)[☆\s️]*")
_STATED: Final = re.compile(r"(?:\b([01])\s*(?:-|–|to|bis|\.\.)\s*|(?:out of|von|/)\s*)(5|6|7|10|100)\b", re.IGNORECASE)
_GRADES: Final = re.compile(
    r"\b1\s*(?:=|-|:|is|ist)\s*(?:sehr gut|very (?:good|satisfied)|best|excellent|sehr zufrieden)|schulnote",
    re.IGNORECASE,
)


def asked_by(name: str) -> str:
    """The measure that a column's name asks for: a question's words, or the measure's own name; empty for none."""
    plain = plain_name(name)
    for metric, pattern in QUESTIONS.items():
        if pattern.search(plain):
            return metric
    words = plain.split()
    tight = "".join(words)
    for metric, told in METRIC_WORDS.items():
        if any(word in words if len(word) <= _SHORT else word in tight for word in map(squeezed, told)):
            return metric
    return ""


def is_question(name: str) -> bool:
    """Whether a name is a question of a survey, or names a measure by its short name or with its scale."""
    says_scale = stated_scale(name) or is_school_grade(name)
    asks = any(pattern.search(plain_name(name)) for pattern in QUESTIONS.values())
    return asks or bool(says_scale and asked_by(name))


def number_of(value: str) -> int | None:
    """The number an answer stands for: the number itself, a numbered label, stars, or the words of a scale of five."""
    text = value.strip()
    for pattern in _NUMBERED:
        if found := pattern.fullmatch(text):
            return int(found[1])
    if stars := _STARS.fullmatch(text):
        return len(stars[1])
    known = _LABELS.get(_plain_label(text))
    return int(known) if known else None


def is_number(value: str) -> bool:
    """Whether an answer is a number as it stands."""
    return bool(_NUMBERED[0].fullmatch(value.strip()))


def is_silent(value: str) -> bool:
    """Whether the words of an answer say that there is none."""
    return _plain_label(value) in _SILENT or value.strip() == ""


def is_group(value: str) -> bool:
    """Whether a value is the group an answer fell into, and no answer."""
    return _plain_label(value) in _GROUPS


def feeling_of(value: str) -> int:
    """1 for a label of the best answer, -1 for one of the worst, 0 for any other."""
    words = _plain_label(value)
    said = " ".join(word for word in words.split() if not word.isdigit())
    return (said in _POSITIVE) - (said in _NEGATIVE)


def metric_of_labels(values: list[str]) -> str:
    """The measure that labels speak of: likely, satisfied, easy; empty where they speak of none."""
    told = " ".join(map(_plain_label, values))
    words = {
        "nps": r"\blikely|wahrscheinlich",
        "csat": r"satisf|zufrieden",
        "ces": r"\beasy|\beinfach|difficult|schwierig",
    }
    return next((metric for metric, pattern in words.items() if re.search(pattern, told)), "")


def stated_scale(name: str) -> str:
    """The highest answer a name says there is, such as 10 of `Rating (0-10)`; empty where it says none."""
    found = _STATED.search(name)
    return found[2] if found else ""


def is_school_grade(name: str) -> bool:
    """Whether a name says that 1 is the best answer."""
    return bool(_GRADES.search(name))


def _plain_label(value: str) -> str:
    return plain_name(value.replace("ß", "ss").replace("'", "").replace("’", ""))

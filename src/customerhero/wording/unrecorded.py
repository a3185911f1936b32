"""Why a figure cannot be told: what a source never records is not nought, and a month may hold nothing to count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from customerhero.wording.words import ENGLISH, Words

REASONS: Final[dict[str, str]] = {
    "handed_on_by_team": "Not recorded in this source: no case was ever handed on from team to team.",
    "handed_on_by_person": "Not recorded in this source: no case was ever handed on from person to person.",
    "reported_handoffs": "Not recorded in this source: it does not count hand-offs itself.",
    "fight": "Not recorded in this source: nothing was ever refused or asked again.",
    "refused": "Not recorded in this source: nothing was ever refused.",
    "granted": "Not recorded in this source: nothing was ever granted.",
    "escalated": "Not recorded in this source: nothing was ever escalated.",
    "asked_again": "Not recorded in this source: nobody ever asked again.",
    "notice_to_leave": "Not recorded in this source: nobody ever gave notice.",
    "notice or failure": "Not recorded in this source: neither a notice to leave nor a failure.",
    "effort": "Not recorded in this source: no offer to stay, remedy or apology was ever made.",
    "apologised": "Not recorded in this source: nobody ever apologised.",
    "failed": "Not recorded in this source: nothing ever failed.",
    "contact": "Not recorded in this source: no contact of a customer.",
    "reopened": "Not recorded in this source: no case was ever opened again.",
    "promise": "Not recorded in this source: whether promises were kept or broken.",
    "broken": "Not recorded in this source: no promise was ever broken.",
    "kept": "Not recorded in this source: no promise was ever kept.",
    "ended": "Not recorded in this source: no case was ever solved or closed.",
    "closed": "Not recorded in this source: no case was ever closed.",
    "rule": "Not recorded in this source: no rule was ever named.",
    "friction": "Not recorded in this source: no hand-off, refusal, rule or broken promise.",
    "customer of a case": "Not recorded in this source: whose the cases are.",
    "sign of trouble": "Not recorded in this source: neither cases nor events.",
    "sign of life": "Not recorded in this source: neither revenue nor whose the cases are.",
    "leaving": "Not recorded in this source: nobody is known to have left.",
    "leaving over time": "Not recorded in this source: who left in more than one month, so nothing tells how long they "
    "stay.",
    "joining": "Not recorded in this source: since when anybody is a customer.",
    "lives": "Not recorded in this source: nobody is known to have left and come back.",
    "leave_reason": "Not recorded in this source: no reason was ever stated.",
    "root_reason": "Not recorded in this source: no reason was ever found behind the stated one.",
    "avoidable": "Not recorded in this source: whether a loss could have been avoided.",
    "acquisition": "Not recorded in this source: how customers were won.",
    "revenue": "Not recorded in this source: no revenue was imported.",
    "invitation": "Not recorded in this source: who was invited to answer.",
    "comment": "Not recorded in this source: no comment was ever written.",
}
"""By the kind of thing that is never recorded."""
NOT_RECORDED: Final = "not recorded in this source"
"""What stands where a figure would."""
UNRECORDED: Final = "not_recorded"
"""The number of an answer that tells of each figure that is not recorded why, by the figure's name."""
NOTHING_YET: Final[dict[str, str]] = {
    "": "Nothing of this kind happened in this month: there is nothing to count.",
    "recontact": "No case of a known customer was closed in this month long enough ago to tell.",
    "growth": "Only one whole month of revenue is known: there is none before it to compare with.",
    "payments": "Revenue looks like payments and not like revenue of the month: no month can be compared.",
    "retention": "Too few customers, or too short a time, to tell how long they stay.",
    "voice": "Nobody answered in this month.",
}
"""By insight, "" for any other: why a month has no figure though the source records the kind."""


def reasons_of(numbers: Mapping[str, Any], words: Words = ENGLISH) -> list[str]:
    """Each reason once why figures of an answer are not told; none where all of them are."""
    told: Mapping[str, str] = numbers.get(UNRECORDED) or {}
    return [why_not(reason, words) for reason in dict.fromkeys(told.values())]


def why_not(sentence: str, words: Words = ENGLISH) -> str:
    """A reason in the reader's language; one that is no message of ours, such as an error's, stays as it is."""
    return words.tell(sentence) if sentence in _KNOWN else sentence


_KNOWN: Final = frozenset({*REASONS.values(), *NOTHING_YET.values()})

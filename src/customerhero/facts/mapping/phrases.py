"""Phrases in what people write that mark what happened: English defaults, replaceable in a mapping."""

from __future__ import annotations

from typing import Final

_ALTERNATIVES: Final[dict[str, tuple[str, ...]]] = {
    "refused": (
        r"\b(we|i) (can ?not|can't|are unable to|am unable to|won't be able to) ",
        r"\bnot (possible|allowed|eligible)",
        r"\bagainst (our|the|company) policy",
        r"\b(request|claim) (is|was|has been) (denied|declined|rejected)",
    ),
    "granted": (
        r"\bas a one.?time exception",
        r"\b(request|claim|exception|refund) (is|was|has been) (approved|granted|accepted)",
    ),
    "apologised": (
        r"\b(we|i) (sincerely |deeply |truly )?apologi[sz]e",
        r"\b(we are|we're|i am|i'm) (so |very |truly |deeply )?sorry",
        r"\bour (sincere )?apologies",
    ),
    "promised": (
        r"\b(we|i)( will|'ll) (get back|call you|refund|replace|send you|have it|fix)",
        r"\b(we|i) promise",
    ),
    "remedied": (r"\b(refund|credit|replacement) (has been|was) (issued|sent|applied|processed)",),
    "asked_again": (
        r"\bany (news|update)",
        r"\bstill (waiting|no (answer|reply|response))",
        r"\b(second|third|fourth) time",
        r"\bask(ing|ed)? again",
    ),
    "escalated": (r"\b(speak|talk) to (a|your|the) (manager|supervisor)", r"\bescalat(e|ed|ing)\b"),
    "notice_to_leave": (
        r"\bcancel(l?ing)? my (contract|subscription|account)",
        r"\b(want|going|decided) to (leave|cancel)\b",
        r"\bclose my account",
        r"\bswitch(ing)? to (a|another|your) (competitor|provider)",
    ),
}


def text_patterns() -> dict[str, str]:
    """The shipped patterns (RE2) by event kind."""
    return {kind: "|".join(alternatives) for kind, alternatives in _ALTERNATIVES.items()}

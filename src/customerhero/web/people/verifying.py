"""Whether the trail is whole: every line in its place, saying what it said when it was sealed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from auditlog.models import LogEntry
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customerhero.web.people.chain import FIELDS, GENESIS, content_of, hash_of, seal, unsealed
from customerhero.web.people.deeds import Deed
from customerhero.web.people.sayings import TOKEN, token_of
from customerhero.web.people.trail_rows import Saying, TrailCheck, TrailLink

TROUBLES: Final[dict[str, Promise]] = {
    "missing link": _("Line %(number)d of the chain is missing."),
    "wrong order": _("Line %(number)d of the chain does not follow the one before it."),
    "changed link": _("The place of line %(number)d in the chain was changed."),
    "missing line": _("Line %(number)d was removed from the trail."),
    "changed line": _("Line %(number)d says something else than when it was written."),
    "backdated": _("Line %(number)d was put in later: it claims to be older than the line before it."),
    "changed words": _("Words that line %(number)d says were changed."),
    "missing words": _("Words that line %(number)d said were removed, and by no erasure."),
    "unknown head": _("The head you name is not in the chain: what led to it was changed."),
}
"""What can be wrong, by a short name."""
_SLACK: Final = timedelta(hours=1)
"""The longest a transaction may last before its lines are taken for put in later."""
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole chain found; `trouble` is empty when it holds."""

    count: int
    head: str
    trouble: str = ""
    broken_at: int | None = None
    waiting: int = 0
    """Lines that are not sealed yet."""

    @property
    def sentence(self) -> str:
        """What is wrong first, in words; empty when nothing is."""
        return _sentence(self.trouble, self.broken_at)


class _BrokenError(Exception):
    def __init__(self, trouble: str, number: int | None) -> None:
        super().__init__(trouble)
        self.trouble, self.number = trouble, number


def verified(head: str = "") -> Verdict:
    """Look at the whole chain; with a `head` that was noted earlier also whether everything up to it is as it was."""
    walk = _Walk(head)
    try:
        walk.all()
    except _BrokenError as broken:
        return Verdict(walk.count, walk.head, broken.trouble, broken.number, unsealed().count())
    return Verdict(walk.count, walk.head, waiting=unsealed().count())


def check() -> TrailCheck:
    """Seal what waits, look at the whole chain, and keep what was found."""
    seal(everything=True)
    found = verified()
    return TrailCheck.objects.create(
        count=found.count, head=found.head, trouble=found.trouble, broken_at=found.broken_at
    )


def sentence_of(checked: TrailCheck) -> str:
    """What an earlier look found wrong, in words; empty when nothing was."""
    return _sentence(checked.trouble, checked.broken_at)


def _sentence(trouble: str, number: int | None) -> str:
    return str(TROUBLES[trouble]) % {"number": number or 0} if trouble else ""


class _Walk:
    """From the first link to the last."""

    def __init__(self, wanted: str) -> None:
        self.count, self.head = 0, GENESIS
        self._wanted = wanted
        self._sealed_at: datetime | None = None
        self._said: dict[str, int] = {}
        self._forgotten: set[str] = set()

    def all(self) -> None:
        found = self._wanted in ("", GENESIS)
        for links, lines in _in_pieces():
            for link in links:
                self._follow(link, lines.get(link.entry))
                found = found or link.hash == self._wanted
        self._look_at_those_waiting()
        self._look_at_words()
        if not found:
            raise _BrokenError("unknown head", None)

    def _follow(self, link: TrailLink, line: Mapping[str, Any] | None) -> None:
        self._hold(link.number == self.count + 1, "missing link", self.count + 1)
        self._hold(link.before == self.head, "wrong order", link.number)
        self._hold(link.hash == hash_of(link, self.head), "changed link", link.number)
        if line is None:
            raise _BrokenError("missing line", link.number)
        self._hold(content_of(line) == link.content, "changed line", link.number)
        self._hold(not self._is_backdated(line["timestamp"], link.at), "backdated", link.number)
        self._note_words(line, link.number)
        self.count, self.head, self._sealed_at = link.number, link.hash, link.at

    def _hold(self, holds: bool, trouble: str, number: int) -> None:
        if not holds:
            raise _BrokenError(trouble, number)

    def _is_backdated(self, written: datetime, sealed: datetime) -> bool:
        """A clock that was set back is told apart: then the seal is as early as the line."""
        return self._sealed_at is not None and written < min(sealed, self._sealed_at) - _SLACK

    def _note_words(self, line: Mapping[str, Any], number: int) -> None:
        for token in TOKEN.findall(f"{line['object_repr']} {json.dumps(line['changes'])}"):
            self._said.setdefault(token, number)
        if line["action"] == Deed.ERASED:
            self._forgotten.update((line["additional_data"] or {}).get("forgotten", ()))

    def _look_at_those_waiting(self) -> None:
        for at in unsealed().values_list("timestamp", flat=True):
            self._hold(not self._is_backdated(at, timezone.now()), "backdated", self.count + 1)

    def _look_at_words(self) -> None:
        known = set()
        for row in Saying.objects.iterator(chunk_size=_AT_ONCE):
            known.add(row.token)
            right = hmac.compare_digest(token_of(row.text, row.key), row.token)
            self._hold(right or row.token not in self._said, "changed words", self._said.get(row.token, 0))
        lost = [number for token, number in self._said.items() if token not in known | self._forgotten]
        if lost:
            raise _BrokenError("missing words", min(lost))


def _in_pieces() -> Iterator[tuple[list[TrailLink], dict[int, Mapping[str, Any]]]]:
    """The links in order, some at a time, each with the lines they are of."""
    last = 0
    while links := list(TrailLink.objects.filter(number__gt=last).order_by("number")[:_AT_ONCE]):
        last = links[-1].number
        lines = LogEntry.objects.filter(pk__in=[link.entry for link in links]).order_by().values(*FIELDS)
        yield links, {line["id"]: line for line in lines}

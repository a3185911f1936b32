"""A trail from before there was a chain is adopted: words that may name customers become tokens, then it is sealed.

Only a migration does this, by the models as they were then.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from typing import Any, Final

from customerhero.web.people.chain import FIELDS, GENESIS, content_of, hash_of
from customerhero.web.people.sayings import token_of
from customerhero.web.people.trail_rows import TrailLink

SPOKEN: Final[dict[tuple[str, str], dict[str, str]]] = {
    ("customers", "follow"): {"customer_id": "customer"},
    ("runs", "dismissal"): {"reason": "typed"},
    ("friction", "legitimateroute"): {"reason": "typed"},
    ("friction", "routewithdrawal"): {"route": "typed"},
    ("runs", "recall"): {"dismissal": "typed"},
    ("sources", "import"): {"upload": "typed"},
    ("sources", "stop"): {"source": "typed"},
    ("sources", "upload"): {"name": "typed", "source": "typed"},
    ("sources", "source"): {"name": "typed"},
    ("sources", "savedmapping"): {"text": "typed", "upload": "typed"},
    ("sources", "refusal"): {"reason": "told"},
    ("sources", "receipt"): {"notes": "told"},
    ("sources", "undoing"): {"reason": "told"},
}
"""The fields that may name customers, or point at rows that do, as they were when the trail became a chain."""
_AT_ONCE: Final = 500


def adopt(apps: Any, database: str) -> None:
    """Turn words into tokens in the lines there are, and seal them in their order."""
    lines = apps.get_model("auditlog", "LogEntry").objects.using(database)
    spoken = {
        kind.pk: SPOKEN[kind.app_label, kind.model]
        for kind in apps.get_model("contenttypes", "ContentType").objects.using(database).all()
        if (kind.app_label, kind.model) in SPOKEN
    }
    teller = _Teller(apps.get_model("people", "Saying").objects.using(database))
    for line in lines.filter(content_type_id__in=spoken).iterator(chunk_size=_AT_ONCE):
        teller.rewrite(lines, line, spoken[line.content_type_id])
    links = apps.get_model("people", "TrailLink").objects.using(database)
    links.bulk_create(_links(lines, links.model), batch_size=_AT_ONCE)


class _Teller:
    """Gives the same words the same token."""

    def __init__(self, sayings: Any) -> None:
        self._sayings = sayings
        self._tokens: dict[str, str] = {}

    def rewrite(self, lines: Any, line: Any, fields: dict[str, str]) -> None:
        """Put tokens in the place of what these fields say in a line."""
        changes = {
            name: [self._said(side, fields[name]) for side in change] if name in fields else change
            for name, change in (line.changes or {}).items()
        }
        told = line.object_repr
        if told and not told.endswith(f"object ({line.object_pk})"):
            told = self._said(told, "typed")
        lines.filter(pk=line.pk).update(changes=changes, changes_text="", object_repr=told)

    def _said(self, text: Any, kind: str) -> Any:
        if not isinstance(text, str) or text in ("", "None", "{}", "null"):
            return text
        if text not in self._tokens:
            key = secrets.token_hex(32)
            self._tokens[text] = token_of(text, key)
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            self._sayings.create(token=self._tokens[text], key=key, digest=digest, kind=kind, text=text)
        return f"said-{self._tokens[text]}"


def _links(lines: Any, model: Any) -> Iterator[Any]:
    """Each line's link; sealed, as far as anybody can tell now, when it was written."""
    before = GENESIS
    told = lines.order_by("pk").values(*FIELDS).iterator(chunk_size=_AT_ONCE)
    for number, line in enumerate(told, start=1):
        link = TrailLink(number=number, entry=line["id"], at=line["timestamp"], content=content_of(line))
        before, link.before, link.hash = hash_of(link, before), before, hash_of(link, before)
        yield model(**{field.attname: getattr(link, field.attname) for field in TrailLink._meta.concrete_fields})

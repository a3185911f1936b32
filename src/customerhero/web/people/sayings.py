"""What the trail says of people outside is said by tokens, so that it can be forgotten and the chain still holds.

A field that may name a customer is registered with `says`; from then on every line of the trail holds a token in its
place. Readers see the words as long as they are kept; erasing destroys them, and with them the key of the token.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Model

from customerhero.web.people.trail_rows import Saying

SHORT: Final = 12
"""So many letters of a token are enough for people to tell two apart."""
TOKEN: Final = re.compile(r"said-([0-9a-f]{64})")
CUSTOMER, TYPED, TOLD = Saying.Kind.CUSTOMER, Saying.Kind.TYPED, Saying.Kind.TOLD
_BARE: Final = re.compile(r" object \(\d+\)$")
"""How a row is called that has no words of its own."""
Fields = Mapping[str, str]
_NOTHING: Final = ("", "None", "{}", "null")
_FIELDS: Final[dict[str, Fields]] = {}


def says(model: str, fields: Fields) -> None:
    """Have these fields of a model (`app.model`), each with its kind, stand in the trail as tokens."""
    _FIELDS[model] = fields


def without_words(model: type[Model], entry: Any) -> None:
    """Put tokens in the place of words in a line that is about to be written."""
    fields = _FIELDS.get(model._meta.label_lower, {})
    entry.changes = changes_said(entry.changes, {**_pointing(model), **fields})
    if fields and entry.object_repr and not _BARE.search(entry.object_repr):
        entry.object_repr = said(entry.object_repr, _kind_of_all(fields))


def changes_said(changes: Any, fields: Fields) -> Any:
    """The changes of a line, tokens in the place of what these fields were and became."""
    if not isinstance(changes, dict):
        return changes
    return {name: _side_said(change, fields[name]) if name in fields else change for name, change in changes.items()}


def said(text: str, kind: str) -> str:
    """The token for some words: the same one as long as the words are known."""
    if text in _NOTHING or TOKEN.fullmatch(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    known = next((row for row in Saying.objects.filter(digest=digest) if row.text == text), None)
    return f"said-{(known or _new(text, digest, kind)).token}"


def in_words(text: str, gone: str) -> str:
    """The text with the words its tokens stand for; what was forgotten reads as `gone`, with its pseudonym."""
    tokens = TOKEN.findall(text)
    if not tokens:
        return text
    known = dict(Saying.objects.filter(token__in=tokens).values_list("token", "text"))
    return TOKEN.sub(lambda found: known.get(found[1]) or f"{gone} {found[1][:SHORT]}", text)


def token_of(text: str, key: str) -> str:
    """The keyed hash of some words."""
    return hmac.new(key.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def pseudonym_of(customer_id: str) -> str:
    """What the trail calls a customer: the token it has, or one that it would have."""
    return said(customer_id, CUSTOMER).removeprefix("said-")


def forget(tokens: Iterable[str]) -> list[str]:
    """Destroy what these tokens stand for; those that stood for anything."""
    there = list(Saying.objects.filter(token__in=list(tokens)).values_list("token", flat=True))
    Saying.objects.filter(token__in=there).delete()
    return sorted(there)


def _pointing(model: type[Model]) -> dict[str, str]:
    """The fields of a model that point at rows which are called by such words."""
    pointing = {field.name: field.related_model for field in model._meta.concrete_fields if field.related_model}
    labels = {name: other._meta.label_lower for name, other in pointing.items() if not isinstance(other, str)}
    return {name: TYPED for name, label in labels.items() if _FIELDS.get(label)}


def _new(text: str, digest: str, kind: str) -> Saying:
    key = secrets.token_hex(32)
    return Saying.objects.create(token=token_of(text, key), key=key, digest=digest, kind=kind, text=text)


def _side_said(change: Any, kind: str) -> Any:
    if not isinstance(change, list | tuple):
        return change
    return [said(side, kind) if isinstance(side, str) and not _BARE.search(side) else side for side in change]


def _kind_of_all(fields: Fields) -> str:
    return TYPED if TYPED in fields.values() else next(iter(fields.values()))

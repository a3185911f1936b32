"""The chain of the audit trail: each line carries the hash of the line before, so that no change goes unnoticed.

Lines are written in the transaction of the act; right after its commit they are sealed, that is, given their place in
the chain, one writer at a time. To seal within the act would make every act wait for every other one until its end, and
two of them for each other. What a killed process left unsealed is sealed by whoever writes next.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from auditlog.models import LogEntry
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from customerhero.web.people.trail_rows import TrailLink

GENESIS: Final = "0" * 64
"""What stands before the first line."""
FIELDS: Final = (
    "id", "content_type_id", "object_pk", "object_id", "object_repr", "serialized_data", "action", "changes_text",
    "changes", "actor_id", "actor_email", "cid", "remote_addr", "remote_port", "timestamp", "additional_data",
)  # fmt: skip
"""What a line says; in this order."""
_NEAR: Final = 1_000
"""Lines before the newest sealed one among which a transaction that took longer may have left another."""
_LOCK: Final = 5_206_813_774
"""The number of our advisory lock on PostgreSQL; on SQLite one writes at a time anyhow."""
_log = logging.getLogger("customerhero.trail")


def seal_after_commit() -> None:
    """Have what was just written sealed once it is committed."""
    hooks: list[Any] = connection.run_on_commit
    if all(hook[1] is not seal for hook in hooks):
        transaction.on_commit(seal, robust=True)


def seal(everything: bool = False) -> int:
    """Give each line that has none its place in the chain; how many there were. `everything` looks at old lines too."""
    if not unsealed(everything).exists():
        return 0
    with transaction.atomic():
        _alone()
        last = TrailLink.objects.order_by("-number").first()
        number, before = (last.number, last.hash) if last else (0, GENESIS)
        links = list(links_of(unsealed(everything).order_by("pk").values(*FIELDS), number, before))
        TrailLink.objects.bulk_create(links)
    _tell(links)
    return len(links)


def unsealed(everything: bool = True) -> QuerySet[Any]:
    """The lines that have no place in the chain yet."""
    lines: QuerySet[Any] = LogEntry.objects.exclude(Exists(TrailLink.objects.filter(entry=OuterRef("pk"))))
    if everything:
        return lines
    newest = TrailLink.objects.aggregate(newest=Max("entry"))["newest"] or 0
    return lines.filter(pk__gt=newest - _NEAR)


def links_of(lines: Any, number: int, before: str) -> Iterator[TrailLink]:
    """The links of some lines, given what they say, after the link of that number and hash."""
    for line in lines:
        number += 1
        link = TrailLink(number=number, entry=line["id"], at=timezone.now(), content=content_of(line))
        link.before, link.hash = before, hash_of(link, before)
        before = link.hash
        yield link


def content_of(line: Mapping[str, Any]) -> str:
    """The hash of what a line says."""
    told = [_plain(line[name]) for name in FIELDS]
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def hash_of(link: TrailLink, before: str) -> str:
    """The hash of a link that follows the one with the hash `before`."""
    told = (link.number, link.entry, _plain(link.at), link.content, before)
    return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _alone() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _tell(links: list[TrailLink]) -> None:
    """Each line as JSON for whoever collects them elsewhere, when a setting asks for it."""
    if not settings.TRAIL_LOG or not links:
        return
    lines = LogEntry.objects.in_bulk([link.entry for link in links])
    for link in links:
        line = lines[link.entry]
        told = {name: _plain(getattr(line, name)) for name in FIELDS if getattr(line, name) not in (None, "", {})}
        _log.info(json.dumps({"number": link.number, "hash": link.hash, **told}, sort_keys=True))

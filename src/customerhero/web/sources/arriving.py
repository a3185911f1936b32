"""A file has come, by hand or by schedule: it becomes an upload of its source, unless it is known already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from customerhero.web.people.models import Person
from customerhero.web.sources.keeping import forget, kept
from customerhero.web.sources.models import Source, Upload


@dataclass(frozen=True)
class Arrived:
    """A file that was received whole: where it lies, what it is called, its size and the SHA-256 of its bytes."""

    partial: Path
    name: str
    size: int
    sha256: str


def known_upload(sha256: str) -> Upload | None:
    """The newest upload of the same bytes whose file is still kept."""
    return Upload.objects.filter(sha256=sha256, clearing=None).select_related("source", "by").first()


def keep(arrived: Arrived, source: Source, person: Person | None) -> Upload:
    """The upload of a file that came; its file is kept, or nothing is when the row cannot be written."""
    folder = kept(arrived.partial, arrived.name)
    is_told = False
    try:
        with transaction.atomic():
            upload = Upload.objects.create(
                source=source, name=arrived.name, folder=folder, size=arrived.size, sha256=arrived.sha256, by=person
            )
        is_told = True
    finally:
        if not is_told:
            forget(folder)
    return upload


def source_for(name: str, person: Person | None) -> Source:
    """The source by hand of that name, made when there is none; a file's ending and date are no part of its name."""
    plain = source_name(name)
    found = Source.objects.filter(kind=Source.Kind.FILE, name=plain).first()
    return found or Source.objects.create(name=plain, kind=Source.Kind.FILE, by=person)


def source_name(name: str) -> str:
    """What a file is called without its ending and the numbers that tell one export from the next."""
    stem = name.split(".")[0]
    words = "".join(letter if letter.isalpha() else " " for letter in stem).split()
    return " ".join(words)[:200] or stem[:200] or name[:200]

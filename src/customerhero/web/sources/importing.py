"""The job that brings an upload into the lake: it may be killed at any point and run again, and counts once.

The lake recognises a file it has; whether that was an earlier attempt of the same import is told by the number of the
lake's newest commit before the first attempt. Then the receipt is that of the attempt, read from the lake's ledger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from customerhero.errors import HeroError, ReadError
from customerhero.facts.importing import ImportOptions, ImportReceipt, import_file
from customerhero.facts.lake import Entry, Lake
from customerhero.facts.lake.home import Home, is_lake
from customerhero.web.jobs.background import job, progress
from customerhero.web.jobs.lanes import IMPORTS
from customerhero.web.people.models import Person
from customerhero.web.runs.starting import start_run
from customerhero.web.sources.how_read import told_here
from customerhero.web.sources.limits import IMPORT_MEMORY, READING
from customerhero.web.sources.models import Import, Receipt, SavedMapping, Upload
from customerhero.web.sources.stops import CHANGES, STRANGERS, accepted, refuse
from customerhero.web.sources.versions import wanted_of

_ASIDE: Final = "~refused.csv"
"""Where refused rows are written beside the upload: no upload can be called so (`keeping.safe_name`)."""


def ask_import(upload: Upload, mapping: SavedMapping, person: Person | None) -> Import:
    """Have an upload brought in under a mapping; what is under way or in already is not asked for again."""
    with transaction.atomic():
        Upload.objects.select_for_update().get(pk=upload.pk)
        standing = (
            upload.imports.filter(mapping=mapping)
            .exclude(undoings__done_at__isnull=False)
            .exclude(receipt__seen_before=True)  # the import it repeated may have been undone since
            .first()
        )
        if standing is not None:
            return standing
        imported = Import.objects.create(upload=upload, mapping=mapping, by=person)
        _queue(imported)
    return imported


def ask_again(imported: Import) -> None:
    """Have an import tried again that was refused."""
    with transaction.atomic():
        locked = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
        if locked.job_id == imported.job_id:  # else somebody else was faster
            _queue(locked)


def _queue(imported: Import) -> None:
    queued = take_in.enqueue(imported.pk)
    asked = Import.objects.filter(pk=imported.pk)
    asked.update(job_id=str(queued.id), asked_at=timezone.now(), started_at=None)


@job(IMPORTS)
def take_in(import_id: int) -> None:
    """Bring one upload into the lake, write its receipt and start a run; HeroError with the reason when it cannot."""
    imported = Import.objects.select_related("upload__look", "mapping", "by").filter(pk=import_id).first()
    if imported is None or Receipt.objects.filter(imported=imported).exists():
        return
    _begin(imported)
    try:
        receipt = _brought_in(imported)
    except HeroError as trouble:
        refuse(imported, trouble, _reason(trouble, imported.upload))
        raise
    _finish(imported, receipt)


def finish_what_the_lake_has(import_id: int) -> None:
    """Write the receipt of an import that was ended early after the lake had its facts; else it stays not imported."""
    imported = Import.objects.select_related("upload__look", "mapping", "by").filter(pk=import_id, receipt=None).first()
    if imported is None or imported.lake_before is None or not imported.upload.file.exists():
        return
    if _is_in_the_lake(imported, imported.lake_before):
        _finish(imported, _brought_in(imported))


def _is_in_the_lake(imported: Import, before: int) -> bool:
    if not is_lake(settings.LAKE):
        return False
    standing = Lake.open(settings.LAKE).standing_imports()
    numbers = [entry.number for entry in standing if entry.sha256 == imported.upload.sha256 and entry.number > before]
    return len(numbers) > Receipt.objects.filter(number__in=numbers, seen_before=False).count()


def _begin(imported: Import) -> None:
    """Remember how far the lake was before the first attempt."""
    imported.started_at = timezone.now()
    if imported.lake_before is None:
        imported.lake_before = _newest_commit()
    imported.save(update_fields=["started_at", "lake_before"])


def _newest_commit() -> int:
    entries = Lake.open(settings.LAKE).history() if is_lake(settings.LAKE) else []
    return entries[-1].number if entries else 0


def _brought_in(imported: Import) -> ImportReceipt:
    file = imported.upload.file
    if not file.exists():
        raise ReadError("The file itself is not kept any more.", "Upload it again.", imported.upload.name)
    options = ImportOptions(
        mapping=mapping_argument(imported.mapping, file.parent),
        section=imported.mapping.section,
        reading=wanted_of(imported.mapping).reading.options(READING),
        refused_to=file.parent / _ASIDE,
        memory_limit=IMPORT_MEMORY,
        new_ids=STRANGERS in accepted(imported),
        accept_changes=CHANGES in accepted(imported),
        most_change=settings.ASK_ABOVE / 100,
    )
    return import_file(file, Path(settings.LAKE), options, progress)


def mapping_argument(mapping: SavedMapping, folder: Path) -> str:
    """A mapping as an import takes it: the preset's name, or the path of its YAML, which is written for it."""
    if not mapping.text:
        return mapping.preset
    yaml = folder / f"~version-{mapping.number}" / "mapping.yaml"
    yaml.parent.mkdir(exist_ok=True)
    yaml.write_text(mapping.text, encoding="utf-8")
    return str(yaml)


def _finish(imported: Import, receipt: ImportReceipt) -> None:
    """The receipt and the run that follows it become visible together."""
    with transaction.atomic():
        ours = not receipt.seen_before or _was_our_attempt(imported, receipt)
        entry = _entry(receipt) if receipt.seen_before and ours else None
        Receipt.objects.create(
            imported=imported,
            number=receipt.number or 0,
            seen_before=not ours,
            refused=receipt.refused,
            refused_file=_refused_file(receipt),
            **(_told_by_ledger(imported, entry) if entry else _told_by(receipt)),
        )
        if ours:
            start_run("import", imported.by)
    (imported.upload.file.parent / _ASIDE).unlink(missing_ok=True)


def _was_our_attempt(imported: Import, receipt: ImportReceipt) -> bool:
    number, before = receipt.number or 0, imported.lake_before or 0
    return number > before and not Receipt.objects.filter(number=number, seen_before=False).exists()


def _entry(receipt: ImportReceipt) -> Entry:
    return next(entry for entry in Lake.open(settings.LAKE).history() if entry.number == receipt.number)


def _told_by(receipt: ImportReceipt) -> dict[str, Any]:
    return {
        "format": receipt.format,
        "section": receipt.section,
        "read": receipt.read,
        "counts": {name: asdict(counts) for name, counts in receipt.tables.items()},
        "notes": _notes([asdict(note) for note in receipt.notes], told_here(receipt.reading_notes)),
    }


def _told_by_ledger(imported: Import, entry: Entry) -> dict[str, Any]:
    """What the first attempt would have told."""
    look = getattr(imported.upload, "look", None)
    seen = look.seen if look else {}
    return {
        "format": seen.get("format", ""),
        "section": imported.mapping.section,
        "read": max((counts.read for counts in entry.counts.values()), default=0),
        "counts": {name: asdict(counts) for name, counts in entry.counts.items()},
        "notes": _notes(entry.notes, seen.get("notes", [])),
    }


def _notes(notes: Sequence[Mapping[str, Any]], of_reading: Sequence[str]) -> dict[str, list[str]]:
    """What was noticed: what must be read first, the rest, and the columns that are not there."""
    said = [note for note in notes if note["code"] != "absent_column"]
    return {
        "first": [note["sentence"] for note in said if note.get("first")],
        "told": [*of_reading, *(note["sentence"] for note in said if not note.get("first"))],
        "absent": [note["column"] for note in notes if note["code"] == "absent_column"],
    }


def _refused_file(receipt: ImportReceipt) -> str:
    name = f"{receipt.number or 0:08d}.csv"
    return name if (Home(settings.LAKE).refused / name).exists() else ""


def _reason(trouble: HeroError, upload: Upload) -> str:
    """The error in words, without the folders of this server."""
    return str(trouble).replace(str(upload.file), upload.name).replace(str(upload.file.parent), "")

"""Versions of an upload's mapping: saving says which one was seen, so that nobody writes over another unawares."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from customerhero.errors import MappingError
from customerhero.facts.mapping import preset_text
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.web.people.models import Person
from customerhero.web.sources.bounded import Trouble
from customerhero.web.sources.models import Import, Look, SavedMapping, Source, Upload


@dataclass(frozen=True)
class Wanted:
    """How somebody wants an upload to be read: a preset as it is, or a YAML text; and a preset's part."""

    preset: str = ""
    section: str = ""
    text: str = ""

    @property
    def yaml(self) -> str:
        """The YAML, of the preset where it is one."""
        return self.text or (preset_text(self.preset) if self.preset else "")


@dataclass(frozen=True)
class Overtaken:
    """Somebody else saved a version meanwhile."""

    newest: SavedMapping


def newest_of(upload: Upload) -> SavedMapping | None:
    """The newest version of an upload's mapping, if somebody saved one."""
    return upload.mappings.select_related("by").first()


def wanted_now(upload: Upload) -> Wanted:
    """The newest version, or else what the source's last import used, or the proposal of the first look."""
    saved = newest_of(upload)
    if saved:
        return wanted_of(saved)
    return as_last_time(upload.source) or _proposed(upload)


def wanted_of(saved: SavedMapping) -> Wanted:
    """A saved version as what it says."""
    return Wanted(saved.preset, saved.section, saved.text)


def version(upload: Upload, number: int) -> Wanted:
    """What a page with that version showed; version 0 is what stood there before anybody saved."""
    saved = upload.mappings.filter(number=number).first()
    return wanted_of(saved) if saved else as_last_time(upload.source) or _proposed(upload)


def as_last_time(source: Source) -> Wanted | None:
    """How the newest import of a source was mapped, or the preset it was given; None when neither is known."""
    done = Import.objects.filter(upload__source=source, receipt__isnull=False).select_related("mapping").first()
    if done:
        return wanted_of(done.mapping)
    return Wanted(preset=source.preset) if source.preset else None


def save(upload: Upload, seen: int, wanted: Wanted, person: Person | None) -> SavedMapping | Overtaken:
    """Save the version after the one seen, or say who saved one meanwhile; the same again is no new version."""
    newest = newest_of(upload)
    if newest and wanted_of(newest) == wanted:
        return newest
    if newest and newest.number != seen:
        return Overtaken(newest)
    try:
        with transaction.atomic():
            return SavedMapping.objects.create(
                upload=upload,
                number=seen + 1,
                preset=wanted.preset,
                section=wanted.section,
                text=wanted.text,
                by=person,
            )
    except IntegrityError:  # at the very same moment
        return Overtaken(SavedMapping.objects.select_related("by").filter(upload=upload).latest("number"))


def fault_of(wanted: Wanted) -> Trouble | None:
    """What is wrong with a mapping in itself; None when it can be tried."""
    if not wanted.yaml.strip():
        return Trouble("There is no mapping yet.", remedy="Choose a preset, or say what the columns are.")
    try:
        parse_mapping(wanted.yaml, wanted.preset or "mapping")
    except MappingError as fault:
        return Trouble(fault.what, f"({fault.entry})" if fault.entry else "", fault.remedy, fault.entry)
    return None


def _proposed(upload: Upload) -> Wanted:
    look = Look.objects.filter(upload=upload).first()
    proposal = look.seen.get("proposal") if look else None
    if not proposal:
        return Wanted()
    if proposal["preset"]:
        return Wanted(proposal["preset"], proposal["section"])
    return Wanted(text=proposal["text"])

"""Versions of an upload's mapping: saving says which one was seen, so that nobody writes over another unawares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction

from customerhero.errors import MappingError
from customerhero.facts.mapping import preset_text
from customerhero.facts.mapping.model import TO_BE_SAID
from customerhero.facts.mapping.parsing import parse_mapping
from customerhero.web.people.models import Person
from customerhero.web.sources.bounded import Trouble
from customerhero.web.sources.how_read import FOUND_OUT, HowRead
from customerhero.web.sources.lines import leaves
from customerhero.web.sources.models import Import, Look, SavedMapping, Source, Upload


@dataclass(frozen=True)
class Wanted:
    """How an upload is to become facts: a preset as it is or a YAML text, a preset's part, and how its file is read."""

    preset: str = ""
    section: str = ""
    text: str = ""
    reading: HowRead = FOUND_OUT
    seen: Mapping[str, Any] | None = field(default=None, compare=False)
    """What a look saw that was made for it; None where that is the first look."""

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
    return before_any(upload)


def before_any(upload: Upload) -> Wanted:
    """What stands there before anybody saved."""
    return as_last_time(upload.source) or _proposed(upload)


def wanted_of(saved: SavedMapping) -> Wanted:
    """A saved version as what it says."""
    reading = HowRead(saved.sheet, saved.delimiter, saved.encoding)
    return Wanted(saved.preset, saved.section, saved.text, reading, saved.seen)


def version(upload: Upload, number: int) -> Wanted:
    """What a page with that version showed; version 0 is what stood there before anybody saved."""
    saved = upload.mappings.filter(number=number).first()
    return wanted_of(saved) if saved else before_any(upload)


def as_last_time(source: Source) -> Wanted | None:
    """How the newest import of a source was mapped, or the preset it was given; None when neither is known."""
    done = Import.objects.filter(upload__source=source, receipt__isnull=False).select_related("mapping").first()
    if done:
        return replace(wanted_of(done.mapping), seen=None)
    return Wanted(preset=source.preset) if source.preset else None


def save(upload: Upload, seen: int, wanted: Wanted, person: Person | None) -> SavedMapping | Overtaken:
    """Save the version after the one seen, or say who saved one meanwhile; the same again is no new version."""
    newest = newest_of(upload)
    if newest and wanted_of(newest) == wanted and newest.seen == wanted.seen:
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
                **wanted.reading.plain(),
                seen=wanted.seen,
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
    left = next((place for place, text in leaves(wanted.yaml).items() if text == TO_BE_SAID), None)
    return (
        Trouble("This is still to be said.", f"({left})", f"Put a value in the place of {TO_BE_SAID}.", left)
        if left
        else None
    )


def proposed(proposal: Mapping[str, Any], reading: HowRead = FOUND_OUT) -> Wanted:
    """A proposal as it stands: a preset as it is shipped by its name."""
    if proposal["preset"]:
        return Wanted(proposal["preset"], proposal["section"], reading=reading)
    return Wanted("", proposal["section"], proposal["text"], reading)


def is_proposed(wanted: Wanted, proposal: Mapping[str, Any]) -> bool:
    """Whether what is wanted is the proposal as it stands."""
    return replace(wanted, section="", reading=FOUND_OUT) == replace(proposed(proposal), section="")


def _proposed(upload: Upload) -> Wanted:
    look = Look.objects.filter(upload=upload).first()
    proposal = look.seen.get("proposal") if look else None
    return proposed(proposal) if proposal else Wanted()

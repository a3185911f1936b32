"""Looks at uploads and trials of their mappings, each made once and kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from customerhero.web.sources.bounded import Trouble, looked_at, tried_out
from customerhero.web.sources.models import Look, SavedMapping, Upload
from customerhero.web.sources.versions import Wanted, fault_of, wanted_of


def look_of(upload: Upload) -> dict[str, Any] | Trouble:
    """What the first look at an upload saw, made now when there was none."""
    look = Look.objects.filter(upload=upload).first()
    if look is not None:
        return Trouble(**look.seen["trouble"]) if "trouble" in look.seen else look.seen
    if not upload.file.exists():
        return Trouble(_("The file itself is no longer kept."), remedy=_("Upload it again to map it anew."))
    seen = looked_at(upload.file)
    if not isinstance(seen, Trouble):
        Look.objects.get_or_create(upload=upload, defaults={"seen": seen})
    elif not seen.passing and upload.file.exists():
        Look.objects.get_or_create(upload=upload, defaults={"seen": {"trouble": asdict(seen)}})
    return seen


def trial_of(saved: SavedMapping) -> dict[str, Any] | Trouble:
    """What the first rows become under a saved mapping, tried now when it was not."""
    if saved.trial is None:
        seen = try_wanted(saved.upload, wanted_of(saved))
        if isinstance(seen, Trouble) and seen.passing:
            return seen
        saved.trial = {"trouble": asdict(seen)} if isinstance(seen, Trouble) else seen
        SavedMapping.objects.filter(pk=saved.pk).update(trial=saved.trial)
    return Trouble(**saved.trial["trouble"]) if "trouble" in saved.trial else saved.trial


def try_wanted(upload: Upload, wanted: Wanted) -> dict[str, Any] | Trouble:
    """What the first rows would become."""
    fault = fault_of(wanted)
    if fault:
        return fault
    return tried_out(upload.file, wanted.text if wanted.text else wanted.preset, wanted.section)

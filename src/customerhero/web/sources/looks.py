"""Looks at uploads and trials of their mappings, each made once and kept.

One look at a time: it costs a core and holds one of the few threads that make pages. Who comes meanwhile is told so
at once, and the page asks again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from customerhero.facts.mapping.assumptions import NO_ANSWERS
from customerhero.web.jobs.background import is_at_work
from customerhero.web.sources.bounded import Trouble, looked_at, tried_out
from customerhero.web.sources.how_read import FOUND_OUT, HowRead
from customerhero.web.sources.limits import LOOK_SECONDS, LOOKS_AT_ONCE
from customerhero.web.sources.models import Look, SavedMapping, Upload
from customerhero.web.sources.turns import turn
from customerhero.web.sources.versions import Wanted, before_any, fault_of, newest_of, wanted_of

_PATIENCE: Final = 1.0
"""Seconds a page waits for its turn."""
_LONGEST_WAIT: Final = 10.0 * LOOK_SECONDS
"""Seconds a job waits: nobody waits for it."""
_REMEMBERED: Final = 20
"""Seconds in which a look that took too much is not made again, however often the page is asked for."""
Seen = dict[str, Any]


class InTurn(Trouble):
    """Others are before it; the page asks again by itself."""

    waits = True


def look_of(upload: Upload) -> Seen | Trouble:
    """What was seen of an upload as it is read now: by its newest version, or by the first look, made when due."""
    saved = newest_of(upload)
    if saved is not None and saved.seen is not None:
        return dict(saved.seen)
    reading = before_any(upload).reading if saved is None else wanted_of(saved).reading
    look = Look.objects.filter(upload=upload).first()
    if look is not None and look.seen.get("reading", FOUND_OUT.plain()) == reading.plain():
        return Trouble(**look.seen["trouble"]) if "trouble" in look.seen else look.seen
    if not upload.file.exists():
        return Trouble(_("The file itself is no longer kept."), remedy=_("Upload it again to map it anew."))
    seen = look_anew(upload, reading)
    if not isinstance(seen, Trouble):
        _keep(upload, seen)
    elif not seen.passing and upload.file.exists():
        _keep(upload, {"trouble": asdict(seen), "reading": reading.plain()})
    return seen


def look_anew(upload: Upload, reading: HowRead, answers: Mapping[str, str] = NO_ANSWERS) -> Seen | Trouble:
    """What is seen of an upload when it is read so, with the mapping proposed after these answers; kept by nobody."""
    name = f"look-{upload.pk}-{hash((reading, frozenset(answers.items())))}"
    return _in_turn(name, lambda: looked_at(upload.file, reading, answers))


def _keep(upload: Upload, seen: Seen) -> None:
    Look.objects.update_or_create(upload=upload, defaults={"seen": seen})


def trial_of(saved: SavedMapping) -> Seen | Trouble:
    """What the first rows become under a saved mapping, tried now when it was not."""
    if saved.trial is None:
        seen = try_wanted(saved.upload, wanted_of(saved))
        if isinstance(seen, Trouble) and seen.passing:
            return seen
        saved.trial = {"trouble": asdict(seen)} if isinstance(seen, Trouble) else seen
        SavedMapping.objects.filter(pk=saved.pk).update(trial=saved.trial)
    return Trouble(**saved.trial["trouble"]) if "trouble" in saved.trial else saved.trial


def try_wanted(upload: Upload, wanted: Wanted) -> Seen | Trouble:
    """What the first rows would become."""
    fault = fault_of(wanted)
    if fault:
        return fault
    mapping = wanted.text if wanted.text else wanted.preset
    name = f"trial-{upload.pk}-{hash((mapping, wanted.section, wanted.reading))}"
    return _in_turn(name, lambda: tried_out(upload.file, mapping, wanted.section, wanted.reading))


def _in_turn(name: str, look: Callable[[], Seen | Trouble]) -> Seen | Trouble:
    before: Trouble | None = cache.get(name)
    if before is not None:
        return before
    with turn("look", LOOKS_AT_ONCE, _LONGEST_WAIT if is_at_work() else _PATIENCE) as is_ours:
        if not is_ours:
            return InTurn(_("Other files are being looked at."), remedy=_("Its turn comes soon."), passing=True)
        seen = look()
    if isinstance(seen, Trouble) and seen.passing:
        cache.set(name, seen, _REMEMBERED)
    return seen

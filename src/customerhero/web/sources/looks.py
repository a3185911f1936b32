"""Looks at uploads and trials of their mappings, each made once and kept.

One look at a time: it costs a core and holds one of the few threads that make pages. Who comes meanwhile is told so
at once, and the page asks again by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from customerhero.web.jobs.background import is_at_work
from customerhero.web.sources.bounded import Trouble, looked_at, tried_out
from customerhero.web.sources.limits import LOOK_SECONDS, LOOKS_AT_ONCE
from customerhero.web.sources.models import Look, SavedMapping, Upload
from customerhero.web.sources.turns import turn
from customerhero.web.sources.versions import Wanted, fault_of, wanted_of

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
    """What the first look at an upload saw, made now when there was none."""
    look = Look.objects.filter(upload=upload).first()
    if look is not None:
        return Trouble(**look.seen["trouble"]) if "trouble" in look.seen else look.seen
    if not upload.file.exists():
        return Trouble(_("The file itself is no longer kept."), remedy=_("Upload it again to map it anew."))
    seen = _in_turn(f"look-{upload.pk}", lambda: looked_at(upload.file))
    if not isinstance(seen, Trouble):
        Look.objects.get_or_create(upload=upload, defaults={"seen": seen})
    elif not seen.passing and upload.file.exists():
        Look.objects.get_or_create(upload=upload, defaults={"seen": {"trouble": asdict(seen)}})
    return seen


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
    name = f"trial-{upload.pk}-{hash((mapping, wanted.section))}"
    return _in_turn(name, lambda: tried_out(upload.file, mapping, wanted.section))


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

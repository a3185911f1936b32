"""Sources that are fetched from by themselves: what is new there is brought in as the source's last file was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from customerhero.errors import HeroError
from customerhero.web.jobs.background import progress
from customerhero.web.sources.arriving import Arrived, keep, known_upload
from customerhero.web.sources.bounded import Trouble
from customerhero.web.sources.fetching import Marks, fetched
from customerhero.web.sources.folders import allowed_folder, copied, files_in, known_as
from customerhero.web.sources.importing import ask_import
from customerhero.web.sources.looks import look_of, trial_of
from customerhero.web.sources.models import Fetch, Known, Source, Upload
from customerhero.web.sources.questions import leaves_open
from customerhero.web.sources.versions import Overtaken, as_last_time, save

_ASKEW: Final = timedelta(minutes=10)
"""How much the clocks of two machines may differ."""


def is_due(source: Source, now: datetime) -> bool:
    """Whether it is time to look there again; a look that a wrong clock put into the future is none."""
    if source.kind == Source.Kind.FILE or not source.every_hours or hasattr(source, "stop"):
        return False
    newest = source.fetches.order_by("-pk").first()
    return newest is None or not now - timedelta(hours=source.every_hours) < newest.at <= now + _ASKEW


def look_at_due() -> None:
    """Look at every source whose time has come."""
    now = timezone.now()
    for source in Source.objects.exclude(kind=Source.Kind.FILE).filter(stop=None):
        if is_due(source, now):
            look_there(source)


def look_at(source_id: int) -> None:
    """Look at one source, unless it was stopped."""
    source = Source.objects.filter(pk=source_id, stop=None).exclude(kind=Source.Kind.FILE).first()
    if source is not None:
        look_there(source)


def look_there(source: Source) -> Fetch:
    """Fetch what is new at a source and have it imported; what cannot be had is told by the fetch."""
    progress("fetch")
    try:
        return _from_folder(source) if source.kind == Source.Kind.FOLDER else _from_address(source)
    except HeroError as trouble:
        return Fetch.objects.create(source=source, trouble=str(trouble))


def _from_address(source: Source) -> Fetch:
    last = source.fetches.exclude(etag="", modified="").order_by("-pk").first()
    came = fetched(source.address, Marks(last.etag, last.modified) if last else Marks())
    is_new = came.arrived is not None and _brought(source, came.arrived)
    return Fetch.objects.create(source=source, brought=is_new, etag=came.marks.etag, modified=came.marks.modified)


def _from_folder(source: Source) -> Fetch:
    folder = allowed_folder(source.address)
    known = dict(Known.objects.filter(source=source).values_list("name", "mark"))
    brought, troubles = 0, []
    for place, (name, mark) in enumerate(files_in(folder, known), 1):
        progress("fetch", place)
        try:
            arrived = copied(folder, name)
        except HeroError as trouble:  # its rights or the limit may be others next time
            troubles.append(str(trouble))
            continue
        try:
            brought += _brought(source, arrived)
        except HeroError as trouble:
            troubles.append(str(trouble))
        Known.objects.update_or_create(source=source, name=known_as(name, known)[:255], defaults={"mark": mark})
    return Fetch.objects.create(source=source, brought=brought, trouble="\n".join(troubles[:20]))


def _brought(source: Source, arrived: Arrived) -> bool:
    """Whether a file was new; then it is kept, and imported when it is known how."""
    unfinished = source.uploads.filter(sha256=arrived.sha256, imports=None, clearing=None).first()
    is_known = source.uploads.filter(sha256=arrived.sha256).exists() or known_upload(arrived.sha256)
    if is_known:
        arrived.partial.unlink(missing_ok=True)
        if unfinished:  # its job was killed before it could ask for the import
            _have_imported(unfinished)
        return False
    _have_imported(keep(arrived, source, None))
    return True


def _have_imported(upload: Upload) -> None:
    """Ask for the import, unless nobody has said yet how files of this source are mapped, or it does not fit."""
    look, wanted = look_of(upload), as_last_time(upload.source)
    if wanted is None or isinstance(look, Trouble) or leaves_open(wanted, look):
        return  # it waits on the desks of those who bring data in
    with transaction.atomic():
        saved = save(upload, 0, wanted, None)
    if not isinstance(saved, Overtaken) and not isinstance(trial_of(saved), Trouble):
        ask_import(upload, saved, None)

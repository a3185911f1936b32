"""What of the sources waits for somebody: files nobody mapped yet, and imports that could not be done."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from customerhero.web.people.models import Person
from customerhero.web.people.waiting import Waiting
from customerhero.web.sources.may import BRING_DATA
from customerhero.web.sources.models import Import, Upload
from customerhero.web.sources.telling import Standing, standing_of

_RECENT: Final = timedelta(days=30)


def on_desk(person: Person) -> list[Waiting]:
    """For those who bring data in: the files that wait for a mapping, and the imports that wait for a remedy."""
    if not BRING_DATA.lets_in(person):
        return []
    since = timezone.now() - _RECENT
    files = Upload.objects.filter(imports=None, clearing=None, at__gte=since).select_related("source")
    failing = Import.objects.filter(receipt=None, asked_at__gte=since).select_related("upload")
    refused = [(imported, standing_of(imported)) for imported in failing]
    return [
        *(_mapping(upload) for upload in files),
        *(_remedy(imported, standing) for imported, standing in refused if standing.state == "refused"),
    ]


def _mapping(upload: Upload) -> Waiting:
    title = _("%(file)s waits to be imported") % {"file": upload.name}
    return Waiting(
        title, _("Look at what its columns become"), reverse("upload", args=[upload.pk]), upload.at, "sources"
    )


def _remedy(imported: Import, standing: Standing) -> Waiting:
    told = _("%(file)s waits for your word") if standing.stop else _("%(file)s could not be imported")
    title = told % {"file": imported.upload.name}
    return Waiting(
        title, standing.reason.split("\n", 1)[0], reverse("import", args=[imported.pk]), imported.asked_at, "warning"
    )

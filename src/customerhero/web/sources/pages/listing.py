"""The list of sources with their newest imports; and the presets."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from customerhero.facts.mapping import load_mapping, preset_text, presets
from customerhero.facts.mapping.loading import preset_names
from customerhero.web.doors import door
from customerhero.web.sources.may import BRING_DATA, SEE_SOURCES
from customerhero.web.sources.models import Import, Source, Upload
from customerhero.web.sources.telling import Standing, standing_of

_NEWEST = 12


@dataclass(frozen=True)
class ShownImport:
    """An import and where it stands."""

    imported: Import
    standing: Standing


@door(SEE_SOURCES)
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """What came in lately, what waits to be mapped, and the sources."""
    newest = Import.objects.select_related("upload__source", "receipt", "by", "mapping")[:_NEWEST]
    shown = {
        "imports": [ShownImport(imported, standing_of(imported)) for imported in newest],
        "unmapped": unmapped()[:_NEWEST],
        "schedules": Source.objects.exclude(kind=Source.Kind.FILE).filter(stop=None),
        "may_bring": BRING_DATA.lets_in(request.user),
    }
    return render(request, "sources/sources.html", shown)


def unmapped() -> list[Upload]:
    """The uploads that were never imported and are still kept, newest first."""
    return list(Upload.objects.filter(imports=None, clearing=None).select_related("source", "by"))


@door(SEE_SOURCES)
@require_GET
def presets_page(request: HttpRequest) -> HttpResponse:
    """The shipped mappings."""
    return render(request, "sources/presets.html", {"presets": [_shown(name) for name, _title in presets()]})


@door(SEE_SOURCES)
@require_GET
def preset(request: HttpRequest, name: str) -> HttpResponse:
    """One shipped mapping and its YAML; the file itself with ?download."""
    if name not in preset_names():
        raise Http404
    if "download" in request.GET:
        named = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
        return HttpResponse(preset_text(name), content_type="application/yaml; charset=utf-8", headers=named)
    return render(request, "sources/preset.html", {"preset": _shown(name), "text": preset_text(name)})


def _shown(name: str) -> dict[str, object]:
    mapping = load_mapping(name)
    entries = [entry for section in mapping.sections for entry in section.entries]
    return {
        "name": name,
        "title": mapping.title,
        "tables": list(dict.fromkeys(entry.table for entry in entries)),
        "files": [section.name for section in mapping.sections] if len(mapping.sections) > 1 else [],
        "needs": mapping.sections[0].recognise,
    }

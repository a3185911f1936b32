"""The pages of this app."""

from django.urls import URLPattern, path

from customerhero.web.sources.pages import asking, imports, listing, mapping, schedules, sending

urlpatterns: list[URLPattern] = [
    path("sources/", listing.sources, name="sources"),
    path("sources/presets/", listing.presets_page, name="presets"),
    path("sources/presets/<slug:name>/", listing.preset, name="preset"),
    path("sources/new/", schedules.new_source, name="source-new"),
    path("sources/schedules/", schedules.source_schedules, name="source-schedules"),
    path("sources/<row:source_id>/", schedules.source, name="source"),
    path("sources/<row:source_id>/fetches/", schedules.source_fetches, name="source-fetches"),
    path("sources/<row:source_id>/stops/", schedules.source_stops, name="source-stops"),
    path("sources/uploads/new/", sending.new_upload, name="upload-new"),
    path("sources/uploads/", sending.uploads, name="uploads"),
    path("sources/uploads/<row:upload_id>/", mapping.upload, name="upload"),
    path("sources/uploads/<row:upload_id>/mappings/", mapping.upload_mappings, name="upload-mappings"),
    path("sources/uploads/<row:upload_id>/answers/", asking.upload_answers, name="upload-answers"),
    path("sources/uploads/<row:upload_id>/readings/", asking.upload_readings, name="upload-readings"),
    path("sources/uploads/<row:upload_id>/removals/", sending.upload_removals, name="upload-removals"),
    path("sources/uploads/<row:upload_id>/imports/", mapping.upload_imports, name="upload-imports"),
    path("sources/imports/<row:import_id>/", imports.import_page, name="import"),
    path("sources/imports/<row:import_id>/refused.csv", imports.import_refused, name="import-refused"),
    path("sources/imports/<row:import_id>/retries/", imports.import_retries, name="import-retries"),
    path("sources/imports/<row:import_id>/acceptances/", imports.import_acceptances, name="import-acceptances"),
    path("sources/imports/<row:import_id>/undo/", imports.import_undo, name="import-undo"),
    path("sources/imports/<row:import_id>/undoings/", imports.import_undoings, name="import-undoings"),
]

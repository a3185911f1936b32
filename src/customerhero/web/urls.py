"""The URL table."""

from django.urls import include, path, register_converter

from customerhero.web.look.row_numbers import RowNumber

register_converter(RowNumber, "row")  # once, before the apps' own tables are read

urlpatterns = [
    path("", include("customerhero.web.desk.urls")),
    path("", include("customerhero.web.look.urls")),
    path("", include("customerhero.web.people.urls")),
    path("", include("customerhero.web.jobs.urls")),
    path("", include("customerhero.web.backups.urls")),
    path("", include("customerhero.web.runs.urls")),
    path("", include("customerhero.web.sources.urls")),
    path("", include("customerhero.web.customers.urls")),
    path("", include("customerhero.web.friction.urls")),
    path("", include("customerhero.web.heroes.urls")),
    path("", include("customerhero.web.losses.urls")),
    path("", include("customerhero.web.voice.urls")),
    path("accounts/", include("allauth.urls")),
]

handler429 = "customerhero.web.people.too_many.too_many"
"""What allauth answers with when something was tried too often."""

"""The URL table."""

from django.urls import include, path

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

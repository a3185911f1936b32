"""The pages of this app."""

from django.urls import path

from customerhero.web.backups import views

urlpatterns = [
    path("backups/", views.backups, name="backups"),
    path("backups/rehearsals/", views.rehearsals, name="backup-rehearsals"),
]

"""The pages of this app."""

from django.urls import path

from customerhero.web.desk import mine

urlpatterns = [path("", mine.desk, name="desk")]

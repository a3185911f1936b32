"""The pages of this app."""

from django.urls import path

from customerhero.web.look.views import styleguide

urlpatterns = [path("styleguide", styleguide, name="styleguide")]

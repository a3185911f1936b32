"""The smallest Django page: one template of the size of ours, no middleware, no database; the measure of a page's cost."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from bench.listing import PAGE, said

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_template.render(said("A bare page"), request))


urlpatterns = [path("", page)]
application = get_wsgi_application()
_template = engines["django"].from_string(PAGE)

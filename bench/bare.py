"""The smallest Django page: one template of the size of ours, no middleware, no database; the measure of a page's cost."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ROWS = 60
_PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}<tr><th scope="row">{{ row.name }}</th><td>{{ row.count }}</td><td>{{ row.share }}</td></tr>
{% endfor %}</table></body></html>"""

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)


def page(request: HttpRequest) -> HttpResponse:
    rows = [{"name": f"Row {number}", "count": number, "share": f"{number} %"} for number in range(ROWS)]
    return HttpResponse(_template.render({"title": "A bare page", "rows": rows}, request))


urlpatterns = [path("", page)]
application = get_wsgi_application()
_template = engines["django"].from_string(_PAGE)

"""A Django page as `startproject` leaves it, for somebody signed in: stock middleware, session and user from SQLite.

What any Django page behind a sign-in costs before it says anything; `bench.bare` has not even that.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

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
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(tempfile.mkdtemp(prefix="hero-bench-")) / "stock.sqlite3",
            "CONN_MAX_AGE": 60,
        }
    },
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    USE_TZ=True,
)
application = get_wsgi_application()

from django.contrib.auth import login  # noqa: E402  # Django is set up from here on
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", verbosity=0)
_template = engines["django"].from_string(PAGE)


@login_required
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_template.render(said(f"A page for {request.user}"), request))


def sessions(request: HttpRequest) -> HttpResponse:
    person, _ = User.objects.get_or_create(username="somebody")
    login(request, person)
    return HttpResponse("signed in")


urlpatterns = [path("", page), path("sessions", sessions)]

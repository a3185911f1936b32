"""What a job is called, for people: as its app named it, else the first sentence of its own description."""

from __future__ import annotations

import inspect
from typing import Final

from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

_NAMES: Final[dict[str, Promise | str]] = {}


def name_job(path: str, name: Promise | str) -> None:
    """Say what the job at this path is called; called when an app starts, without loading what the job needs."""
    _NAMES[path] = name


def name_of(path: str) -> str:
    """The name of the job at this path."""
    return str(_NAMES.get(path) or _described(path))


def _described(path: str) -> str:
    try:
        described = inspect.getdoc(import_string(path).func) or path
    except ImportError:  # of an earlier version
        return _("A job this version does not know: %(path)s") % {"path": path}
    return described.partition("\n")[0].partition(";")[0].rstrip(".")

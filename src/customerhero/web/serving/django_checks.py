"""What is wrong with the settings, as Django's checks tell it."""

from __future__ import annotations

import os

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's name

from customerhero.web.serving.sense import Trouble, troubles


def settings_make_sense() -> list[CheckMessage]:
    """Each trouble of the settings, under its id."""
    return [_message(trouble) for trouble in troubles(os.environ)]


def _message(trouble: Trouble) -> CheckMessage:
    kind = Error if trouble.is_error else Warning
    return kind(trouble.what, hint=trouble.hint, id=trouble.id)

"""From one start to the next: which settings changed stands in the trail, and of secrets only that they did."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from auditlog.models import LogEntry
from django.utils.crypto import salted_hmac

from customerhero.web.configuration import SETTINGS, Setting, value
from customerhero.web.people.chain import seal
from customerhero.web.people.deeds import Deed
from customerhero.web.people.recording import recorded

_SALT: Final = "a secret setting"


def note_settings(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Write down how the workplace is set when that is not how it was; the names of what changed."""
    now = {setting.name: _told(setting, environment) for setting in SETTINGS}
    last = LogEntry.objects.filter(action=Deed.SETTINGS).order_by("-pk").first()
    before = last.additional_data["is"] if last else {}
    # at the first start, and of a setting that is new, what is not as when nothing is set
    changed = [setting.name for setting in SETTINGS if before.get(setting.name, setting.default) != now[setting.name]]
    if changed:
        recorded(Deed.SETTINGS, ", ".join(f"HERO_{name}" for name in changed), {"is": now})
    seal(everything=True)
    return changed


def _told(setting: Setting, environment: Mapping[str, str]) -> str:
    """A setting as it is; of a secret a keyed hash, which tells whether it changed and nothing else."""
    told = value(setting.name, environment)
    if not setting.secret or not told:
        return told
    return f"hidden {salted_hmac(_SALT, f'{setting.name} {told}').hexdigest()[:16]}"

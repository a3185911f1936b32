"""What is done before serving, in a process of its own: `python -m customerhero.web.serving.preparing`.

The last line of standard output is JSON for the process that asked; people read standard error.
"""

from __future__ import annotations

import json
import os
import sys

import django
from django.core.management import call_command
from django.db import DatabaseError

from customerhero.errors import HeroError
from customerhero.web.configuration import data_folder, several
from customerhero.web.serving.sense import Trouble, said, troubles

REFUSED = 2


def main(act: str, address: str) -> int:
    """Check, or check and prepare; the exit code."""
    found = troubles(os.environ)
    if _refuse(found) or act == "check":
        return _checked(found) if act == "check" else REFUSED
    try:
        django.setup()
        _prepare()
        print(json.dumps({"address": _public(address), "link": _first_link(address)}))  # noqa: T201  # the answer
    except (HeroError, DatabaseError) as trouble:
        print(_sentence(trouble), file=sys.stderr)  # noqa: T201
        return REFUSED
    return 0


def _refuse(found: list[Trouble]) -> bool:
    for trouble in found:
        print(f"{trouble}\n", file=sys.stderr)  # noqa: T201
    return any(trouble.is_error for trouble in found)


def _checked(found: list[Trouble]) -> int:
    print(said(os.environ))  # noqa: T201
    return REFUSED if any(trouble.is_error for trouble in found) else 0


def _prepare() -> None:
    from customerhero.web.serving.upgrading import upgrade  # noqa: PLC0415  # Django is set up only now

    call_command("check", fail_level="ERROR", verbosity=0)
    upgrade()
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _note_settings()
    _fill_demo()


def _note_settings() -> None:
    from customerhero.web.serving.noting import note_settings  # noqa: PLC0415  # Django is set up only now

    note_settings()


def _fill_demo() -> None:
    from django.conf import settings  # noqa: PLC0415  # Django is set up only now

    if not settings.DEMO:
        return
    from customerhero.web.people.demo import make_demo_people  # noqa: PLC0415
    from customerhero.web.serving.first_run import start_first_run  # noqa: PLC0415

    make_demo_people()
    start_first_run()


def _public(address: str) -> str:
    origins = several("ORIGINS")
    return origins[0] if origins else address


def _first_link(address: str) -> str:
    from customerhero.web.people.inviting import first_link  # noqa: PLC0415  # Django is set up only now

    return first_link(_public(address)) or ""


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, HeroError):
        return str(trouble)
    return (
        f"The database cannot be used: {str(trouble).strip()}\n"
        f"Look at HERO_DATABASE_URL, or at the free space in {data_folder()} when it is empty."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))

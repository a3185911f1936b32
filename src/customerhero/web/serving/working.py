"""The worker's process: `python -m customerhero.web.serving.working`; by itself it serves the data folder alone."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import Final

import django

from customerhero.errors import HeroError
from customerhero.web.configuration import data_folder
from customerhero.web.serving.lock import only_one
from customerhero.web.serving.rights import keep_to_owner

OF_A_TREE: Final = "of-a-tree"
"""Said by `hero serve`, which holds the data folder for its worker."""


def main(*said: str) -> int:
    """Work until asked to end; the exit code."""
    keep_to_owner()
    try:
        with nullcontext() if OF_A_TREE in said else only_one(data_folder(), "a worker alone"):
            _work()
    except HeroError as refused:
        print(refused, file=sys.stderr)  # noqa: T201  # a command's answer
        return 2
    return 0


def _work() -> None:
    django.setup()
    from customerhero.web.jobs.worker import Worker  # noqa: PLC0415  # models are there once Django is set up

    worker = Worker()
    worker.configure_signals()
    worker.run()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The web server's process: `python -m customerhero.web.serving.web HOST PORT`."""

from __future__ import annotations

import sys

import django


def main(host: str, port: int) -> None:
    """Serve until asked to end."""
    django.setup()
    from customerhero.web.serving.front.server import run  # noqa: PLC0415  # models are there once Django is set up

    run(host, port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

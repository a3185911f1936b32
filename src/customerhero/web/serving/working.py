"""The worker's process: `python -m customerhero.web.serving.working`."""

from __future__ import annotations

import django


def main() -> None:
    """Work until asked to end."""
    django.setup()
    from customerhero.web.jobs.worker import Worker  # noqa: PLC0415  # models are there once Django is set up

    worker = Worker()
    worker.configure_signals()
    worker.run()


if __name__ == "__main__":
    main()

"""An agenda computed again over another lake, in a process of its own.

`python -m customerhero.web.backups.asking_again LAKE RUN`

The last line of standard output is JSON: the findings by their key.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django


def main(lake: Path, number: int) -> int:
    """Compute; the exit code."""
    django.setup()
    import msgspec  # noqa: PLC0415  # Django is set up only now

    from customerhero.errors import HeroError  # noqa: PLC0415
    from customerhero.web.backups.rehearsing import told_by  # noqa: PLC0415
    from customerhero.web.runs.computing import found_again  # noqa: PLC0415
    from customerhero.web.runs.models import Run  # noqa: PLC0415

    try:
        told = told_by(found_again(Run.objects.get(pk=number), lake))
    except HeroError as trouble:
        print(" ".join(str(trouble).split()), file=sys.stderr)  # noqa: T201  # read by the process that asked
        return 2
    print(msgspec.json.encode(told).decode())  # noqa: T201  # the answer
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))

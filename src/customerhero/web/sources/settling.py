"""What imports and undoings left that were ended early: the lake may have had it already, then the workplace says so.

Light, because the worker that queues these must not load the lake.
"""

from __future__ import annotations

from customerhero.web.jobs.background import job
from customerhero.web.jobs.lanes import IMPORTS


@job(IMPORTS)
def settle_import(import_id: int) -> None:
    """Write the receipt of an import whose job was ended between the lake's commit and it."""
    from customerhero.web.sources.importing import finish_what_the_lake_has  # noqa: PLC0415  # see above

    finish_what_the_lake_has(import_id)


@job(IMPORTS)
def settle_undoing(undoing_id: int) -> None:
    """Say that an import was taken back when the lake had done it before its job was ended."""
    from customerhero.web.sources.undoing import finish_what_the_lake_undid  # noqa: PLC0415  # see above

    finish_what_the_lake_undid(undoing_id)

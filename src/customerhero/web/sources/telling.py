"""What pages say about uploads and imports: where each stands, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from customerhero.web.jobs.models import JobFailure, JobProgress
from customerhero.web.sources.models import Import, Receipt, Refusal, Undoing
from customerhero.web.sources.stops import stop_of

PHASES: Final = {
    "recognise": gettext_lazy("Looking whether the file is known"),
    "read": gettext_lazy("Reading its rows"),
    "map": gettext_lazy("Making facts of its rows"),
    "write": gettext_lazy("Writing them to the lake"),
    "undo": gettext_lazy("Taking the import back"),
}
STEPS: Final = ("recognise", "read", "map", "write")


@dataclass(frozen=True)
class Standing:
    """Where an import stands: waiting, running, done, seen, refused, undoing or undone; and in words."""

    state: str
    words: str
    reason: str = ""
    phase: str = ""
    done: int = 0
    total: int = 0
    stop: Refusal | None = None
    """What a refused one waits for, when somebody can have it go on."""

    @property
    def is_moving(self) -> bool:
        """Whether the page will soon say something else."""
        return self.state in ("waiting", "running", "undoing")

    @property
    def tone(self) -> str:
        """The class of its chip."""
        return {"done": "good", "refused": "hurt"}.get(self.state, "calm")

    @property
    def percent(self) -> int:
        """How much of the phase is done."""
        return round(100 * self.done / self.total) if self.total else 0


def standing_of(imported: Import) -> Standing:
    """Where an import stands."""
    receipt = Receipt.objects.filter(imported=imported).first()
    if receipt is not None:
        return _finished(imported, receipt)
    reason = _reason(imported)
    if reason:
        stop = stop_of(imported)
        return Standing(
            "refused", gettext("Waits for your word") if stop else gettext("Not imported"), reason, stop=stop
        )
    if imported.started_at is None:
        return Standing("waiting", gettext("Waiting for its turn"))
    return _moving("running", imported.job_id, gettext("Being imported"))


def _finished(imported: Import, receipt: Receipt) -> Standing:
    undoing = imported.undoings.first()
    if undoing is not None and undoing.done_at:
        return Standing("undone", gettext("Undone"))
    if undoing is not None and not undoing_reason(undoing):
        return _moving("undoing", undoing.job_id, gettext("Being undone"))
    if receipt.seen_before:
        return Standing("seen", gettext("Known already"))
    return Standing("done", gettext("Imported"), undoing_reason(undoing) if undoing else "")


def undoing_reason(undoing: Undoing) -> str:
    """Why an import could not be taken back; empty when it was, or may still be."""
    return undoing.reason or _failure(undoing.job_id)


def _reason(imported: Import) -> str:
    """By the state of its job, not by clocks, which may have been wrong when it was asked for."""
    if _status(imported.job_id) is not None:
        return _failure(imported.job_id)
    refusal = imported.refusals.order_by("pk").last()  # its job is forgotten, or there never was one
    return refusal.reason if refusal else ""


def _status(job_id: str) -> str | None:
    found = DBTaskResult.objects.filter(pk=UUID(job_id)) if job_id else DBTaskResult.objects.none()
    return found.values_list("status", flat=True).first()


def _failure(job_id: str) -> str:
    """Why the job failed the last time; empty as long as it has not."""
    if _status(job_id) != TaskResultStatus.FAILED:
        return ""
    failure = JobFailure.objects.filter(job_id=UUID(job_id)).order_by("-pk").first()
    return failure.reason if failure else ""


def _moving(state: str, job_id: str, words: str) -> Standing:
    now = JobProgress.objects.filter(job_id=UUID(job_id)).first() if job_id else None
    if now is None:
        return Standing(state, words)
    said = str(PHASES.get(now.phase, now.phase))
    return Standing(state, said, phase=now.phase, done=now.done, total=now.total)

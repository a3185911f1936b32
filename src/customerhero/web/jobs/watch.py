"""A watch over one running job: when it takes too long, stands still or holds too much, and the sentence that says so.

It looks at a clock that only runs forward: one that was set wrong ends no job.
"""

from __future__ import annotations

import time

from django.utils.translation import gettext as _

from customerhero.web.jobs.lanes import lane_of, limits_of

Reached = tuple[str, int, int]


class Watch:
    """What is known about a job since it was begun here."""

    def __init__(self, lane: str) -> None:
        self._lane, self._limits = lane_of(lane), limits_of(lane)
        self._begun = self._moved = time.monotonic()
        self._reached: Reached | None = None

    def saw(self, reached: Reached | None) -> None:
        """Note how far the job is: phase, done, total."""
        if reached != self._reached:
            self._reached, self._moved = reached, time.monotonic()

    def trouble(self, memory: int) -> str:
        """Why the job has to be ended now; empty as long as it may go on."""
        now, limits = time.monotonic(), self._limits
        if memory > limits.bytes:
            return self._too_large()
        if now - self._begun > limits.seconds:
            return self._too_long()
        if now - self._moved > limits.quiet_seconds:
            return self._too_quiet()
        return ""

    def _too_large(self) -> str:
        told = _("This job took more memory than the %(limit)s MB it may, and was ended.")
        return f"{told % {'limit': self._limits.bytes // 1_000_000}}\n{self._remedy('MEMORY_MB')}"

    def _too_long(self) -> str:
        told = _("This job took longer than the %(limit)s minutes it may, and was ended.")
        return f"{told % {'limit': round(self._limits.seconds / 60)}}\n{self._remedy('MINUTES')}"

    def _too_quiet(self) -> str:
        told = _("This job had stood still for %(limit)s minutes and was ended.")
        return f"{told % {'limit': round(self._limits.quiet_seconds / 60)}}\n{self._remedy('')}"

    def _remedy(self, setting: str) -> str:
        if setting and self._lane.setting:
            return _("Give it less at once (split the file by months), or have %(setting)s raised; then try again.") % {
                "setting": f"HERO_{self._lane.setting}_{setting}"
            }
        return _("Try again; when it happens again, the file or the server needs a look.")

"""The models of this app, where Django looks for them."""

from customerhero.web.jobs.rows import (
    Acknowledgement,
    Cancellation,
    Heartbeat,
    JobFailure,
    JobProgress,
    Periodic,
    Retry,
    Turn,
)
from customerhero.web.jobs.taken import TakenJob

__all__ = [
    "Acknowledgement",
    "Cancellation",
    "Heartbeat",
    "JobFailure",
    "JobProgress",
    "Periodic",
    "Retry",
    "TakenJob",
    "Turn",
]

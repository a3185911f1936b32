"""The models of this app, where Django looks for them."""

from customerhero.web.jobs.rows import Heartbeat, JobFailure, JobProgress, Periodic
from customerhero.web.jobs.taken import TakenJob

__all__ = ["Heartbeat", "JobFailure", "JobProgress", "Periodic", "TakenJob"]

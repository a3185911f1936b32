"""The models of this app, where Django looks for them."""

from customerhero.web.jobs.rows import Acknowledgement, Heartbeat, JobFailure, JobProgress, Periodic, Retry
from customerhero.web.jobs.taken import TakenJob

__all__ = ["Acknowledgement", "Heartbeat", "JobFailure", "JobProgress", "Periodic", "Retry", "TakenJob"]

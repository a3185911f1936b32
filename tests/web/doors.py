"""For each URL that takes arguments: an example, so that the refusal test can knock at it as every role.

Refused roles never get as far as looking for the row, so the numbers need not exist.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

EXAMPLES: dict[str, dict[str, Any]] = {
    "person": {"pk": 1},
    "password-links": {"pk": 1},
    "team": {"pk": 1},
    "invitation": {"token": "no-such-token"},
    "invitation-withdrawals": {"pk": 1},
    "job-retries": {"job_id": UUID(int=0)},
    "job-acknowledgements": {"job_id": UUID(int=0)},
    "customer": {"customer_id": "C1"},
    "autopsy": {"customer_id": "C1"},
    "follows": {"customer_id": "C1"},
    "unfollows": {"customer_id": "C1"},
}

"""For each URL that takes arguments: an example, so that the refusal test can knock at it as every role.

Refused roles never get as far as looking for the row, so the numbers need not exist.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

EXAMPLES: dict[str, dict[str, Any]] = {
    "agenda-of-month": {"month": "2026-10"},
    "agenda-of-run": {"month": "2026-10", "run": 1},
    "report-of-month": {"month": "2026-10", "kind": "pdf"},
    "report-of-run": {"month": "2026-10", "run": 1, "kind": "xlsx"},
    "run": {"pk": 1},
    "finding": {"pk": 1},
    "dismissals": {"pk": 1},
    "recalls": {"pk": 1},
    "how": {"insight": "runaround"},
    "person": {"pk": 1},
    "password-links": {"pk": 1},
    "person-session-endings": {"pk": 1},
    "second-step-removals": {"pk": 1},
    "team": {"pk": 1},
    "invitation": {"token": "no-such-token"},
    "invitation-withdrawals": {"pk": 1},
    "way-in": {"token": "no-such-token"},
    "job-cancellations": {"job_id": UUID(int=0)},
    "job-retries": {"job_id": UUID(int=0)},
    "job-acknowledgements": {"job_id": UUID(int=0)},
    "customer": {"customer_id": "C1"},
    "autopsy": {"customer_id": "C1"},
    "follows": {"customer_id": "C1"},
    "unfollows": {"customer_id": "C1"},
    "customer-erasure": {"customer_id": "C1"},
    "customer-erasures": {"customer_id": "C1"},
    "erasure": {"pk": 1},
    "erasure-receipt": {"pk": 1},
    "preset": {"name": "customers"},
    "source": {"source_id": 1},
    "source-fetches": {"source_id": 1},
    "source-stops": {"source_id": 1},
    "upload": {"upload_id": 1},
    "upload-mappings": {"upload_id": 1},
    "upload-imports": {"upload_id": 1},
    "upload-answers": {"upload_id": 1},
    "upload-readings": {"upload_id": 1},
    "upload-removals": {"upload_id": 1},
    "import": {"import_id": 1},
    "import-refused": {"import_id": 1},
    "import-retries": {"import_id": 1},
    "import-acceptances": {"import_id": 1},
    "import-undo": {"import_id": 1},
    "import-undoings": {"import_id": 1},
    "friction-idea": {"slug": "runaround"},
    "route": {"start": "A", "end": "B/C"},
    "route-withdrawals": {"number": 1},
}

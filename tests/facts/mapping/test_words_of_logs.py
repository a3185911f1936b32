"""Activities of event logs, as real logs spell them, become the kinds of events they tell of."""

from __future__ import annotations

import pytest

from tests.facts.mapping.making import mapped_text, rows

HEADER = "case:concept:name,concept:name,time:timestamp,lifecycle:transition"
MEANT = {
    ("Register request", "complete"): {"opened"},
    ("A_SUBMITTED", "COMPLETE"): {"opened"},
    ("OrderCreated", ""): {"opened"},
    ("A_DECLINED", "COMPLETE"): {"refused"},
    ("O_Refused", "complete"): {"refused"},
    ("ApplicationDeclined", ""): {"refused"},
    ("Loan not approved", ""): {"refused"},
    ("Disapproved", ""): {"refused"},
    ("claim-denied", ""): {"refused"},
    ("A_APPROVED", "COMPLETE"): {"granted"},
    ("Approve refund", ""): {"granted"},
    ("Accept claim", ""): {"granted"},
    ("Accepted/In Progress", ""): {"replied"},
    ("Accepted", "In Progress"): {"replied"},
    ("O_ACCEPTED", "COMPLETE"): {"replied"},
    ("Send for approval", ""): {"replied"},
    ("To be approved", ""): {"waiting"},
    ("Accepted", "Wait - User"): {"waiting"},
    ("Accepted/Wait - Vendor", ""): {"waiting"},
    ("Awaiting assignment", ""): {"waiting", "assigned"},
    ("W_Wait_for_customer", ""): {"waiting"},
    ("Queued", "Awaiting Assignment"): {"waiting"},
    ("Accepted", "Assigned"): {"replied"},
    ("Completed", "Resolved"): {"resolved"},
    ("Completed", "Closed"): {"resolved", "closed"},
    ("W_Complete application", "START"): {"replied"},
    ("Pending closure", ""): {"waiting"},
    ("TICKET_CLOSED", ""): {"closed"},
    ("re-open ticket", ""): {"reopened"},
    ("ReopenTicket", ""): {"reopened"},
    ("CreateOrder", ""): {"opened"},
    ("ApproveClaim", ""): {"granted"},
    ("NotApproved", ""): {"refused"},
    ("REASSIGNED", ""): {"transferred"},
    ("Renewal of contract", ""): {"replied"},
    ("Disclose terms", ""): {"replied"},
    ("Check ticket", "suspend"): {"replied"},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    lines = [f"c{place},{name},2026-01-01T09:00:00,{life}" for place, (name, life) in enumerate(MEANT)]
    made = mapped_text("xes", "\n".join([HEADER, *lines]) + "\n", tmp_path_factory.mktemp("log"))
    kinds: dict[str, set[str]] = {}
    for case, kind in rows(made, "events", "case_id, kind"):
        kinds.setdefault(case, set()).add(kind)
    return kinds


@pytest.mark.parametrize("place", range(len(MEANT)), ids=[" ".join(activity) for activity in MEANT])
def test_an_activity_is_of_the_kind_it_tells_of(place: int, found: dict[str, set[str]]) -> None:
    assert found[f"c{place}"] == list(MEANT.values())[place]

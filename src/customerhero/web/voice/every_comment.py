"""Every comment there is, read from the lake a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from customerhero.facts.snapshot import Facts

KEY = "feedback_id"


def every_comment(facts: Facts) -> ir.Table:
    """One row per answer with words: `feedback_id`, `happened_at`, `metric`, `scale_max`, `score`, `segment` (of the
    customer, else as said with the answer), `customer_id`, `comment`.

    Neither who served the customer nor their team is among them: a comment is no verdict on one of a few.
    """
    feedback, customers = facts.feedback, facts.customers
    said = feedback.filter(
        ibis.coalesce(feedback.comment.strip().length() > 0, False),
        feedback.score.notnull(),
        feedback.happened_at.notnull(),
    )
    owners = customers.select(owner_key=customers.customer_key, managed_in=customers.segment)
    joined = said.left_join(owners, said.customer_key == owners.owner_key)
    return joined.select(
        "feedback_id",
        "happened_at",
        "metric",
        "scale_max",
        "score",
        "customer_id",
        "comment",
        segment=ibis.coalesce(joined.managed_in, joined.segment),
    )

"""Who is a customer of Stripe, who left and what they paid, checked by hand on small exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.facts.mapping.making import mapped_text, refused, rows

SUBSCRIPTIONS = "id,customer_id,status,start_date,created,canceled_at,ended_at,current_period_end,cancel_at_period_end"
JAN, FEB, MAR, APR, MAY = "1735689600", "1738368000", "1740787200", "1743465600", "1746057600"


def sub(name: str, status: str, start: str, canceled: str = "", ended: str = "", until: str = MAY) -> str:
    return f"{name},c,{status},{start},{start},{canceled},{ended},{until},{'true' if canceled else 'false'}"


LIVES = {
    "active": ([sub("a", "active", JAN)], (1, None), []),
    "on trial": ([sub("a", "trialing", JAN)], (1, None), []),
    "behind with a payment": ([sub("a", "past_due", JAN)], (1, None), []),
    "paused": ([sub("a", "paused", JAN)], (1, None), []),
    "unpaid": ([sub("a", "unpaid", JAN)], (1, None), []),
    "never paid": ([sub("a", "incomplete_expired", JAN, ended=FEB), sub("b", "incomplete", JAN)], None, []),
    "ended": ([sub("a", "canceled", JAN, FEB, MAR)], (1, 3), [("notice_to_leave", 2), ("left", 3)]),
    "ended by an older version's word": ([sub("a", "ended", JAN, "", MAR)], (1, 3), [("left", 3)]),
    "canceled without an end": ([sub("a", "canceled", JAN, FEB)], (1, 2), [("notice_to_leave", 2), ("left", 2)]),
    "will end with the period": ([sub("a", "active", JAN, FEB)], (1, None), [("notice_to_leave", 2)]),
    "changed the plan": (
        [sub("a", "canceled", JAN, FEB, FEB, until="1767225600"), sub("b", "active", FEB, until=MAR)],
        (1, None),
        [],
    ),
    "changed the plan, newest first": (
        [sub("b", "active", FEB, until=MAR), sub("a", "canceled", JAN, FEB, FEB, until="1767225600")],
        (1, None),
        [],
    ),
    "one of two ends": ([sub("a", "active", JAN), sub("b", "active", FEB, MAR)], (1, None), []),
    "ended one after the other": (
        [sub("a", "canceled", JAN, MAR, APR), sub("b", "canceled", FEB, FEB, MAR)],
        (1, 4),
        [("notice_to_leave", 3), ("left", 4)],
    ),
    "never paid the second": (
        [sub("a", "canceled", JAN, FEB, FEB), sub("b", "incomplete_expired", MAR, ended=APR)],
        (1, 2),
        [("notice_to_leave", 2), ("left", 2)],
    ),
}


@pytest.mark.parametrize("name", LIVES)
def test_a_customer_has_left_when_no_subscription_runs(name: str, tmp_path: Path) -> None:
    lines, life, events = LIVES[name]
    made = mapped_text("stripe-subscriptions", "\n".join([SUBSCRIPTIONS, *lines]) + "\n", tmp_path)
    assert rows(made, "customers", "month(joined_at), month(left_at)") == ([life] if life else [])
    assert rows(made, "events", "kind, month(happened_at)") == events
    assert made.refused_rows == 0


VERSIONS = "id,_fivetran_active,_fivetran_start,customer_id,status,created,canceled_at,ended_at,current_period_end"


@pytest.mark.parametrize("turned", [False, True])
def test_of_a_subscription_s_versions_the_newest_counts(turned: bool, tmp_path: Path) -> None:
    lines = [
        "a,false,2025-01-01 00:00:00,c,active,2025-01-01 00:00:00,,,2025-06-01 00:00:00",
        "a,true,2025-03-01 00:00:00,c,canceled,2025-01-01 00:00:00,2025-03-01 00:00:00,2025-03-01 00:00:00,"
        "2025-06-01 00:00:00",
    ]
    text = "\n".join([VERSIONS, *(reversed(lines) if turned else lines)]) + "\n"
    made = mapped_text("stripe-subscriptions", text, tmp_path)
    assert rows(made, "customers", "month(joined_at), month(left_at)") == [(1, 3)]


CHARGES = "id,amount,amount_refunded,currency,customer_id,created,paid,captured\n"


@pytest.mark.parametrize(
    ("line", "paid"),
    [
        (f"x,1000,0,usd,c,{JAN},true,true", [("USD", 10.0)]),
        (f"x,1000,0,usd,c,{JAN},true,false", []),
        (f"x,1000,0,usd,c,{JAN},false,false", []),
        (f"x,1000,250,usd,c,{JAN},true,true", [("USD", 7.5)]),
        (f"x,1000,1000,usd,c,{JAN},true,true", [("USD", 0.0)]),
        (f"x,1000,,usd,c,{JAN},true,true", [("USD", 10.0)]),
        (f"x,1000,300,jpy,c,{JAN},true,true", [("JPY", 700.0)]),
        (f"x,1000,0,kwd,c,{JAN},true,true", [("KWD", 1.0)]),
        (f"x,1000,0,usd,c,{JAN},true,true\ny,500,0,usd,c,{JAN},true,true", [("USD", 15.0)]),
    ],
)
def test_a_charge_counts_when_it_was_paid_and_captured(
    line: str, paid: list[tuple[str, float]], tmp_path: Path
) -> None:
    made = mapped_text("stripe-subscriptions", f"{CHARGES}{line}\n", tmp_path)
    assert rows(made, "revenue", "currency, amount::DOUBLE") == paid


def test_what_was_captured_counts_where_it_is_less(tmp_path: Path) -> None:
    header = CHARGES.replace("amount_refunded", "amount_captured,amount_refunded")
    text = f"{header}x,900,600,100,usd,c,{JAN},true,true\n"
    assert rows(mapped_text("stripe-subscriptions", text, tmp_path), "revenue", "amount::DOUBLE") == [(5.0,)]


def test_a_refund_that_is_no_amount_refuses_the_charge(tmp_path: Path) -> None:
    lines = [f"x,1000,some,usd,c,{JAN},true,true", *(f"y{n},1000,0,usd,c,{JAN},true,true" for n in range(30))]
    made = mapped_text("stripe-subscriptions", CHARGES + "\n".join(lines) + "\n", tmp_path)
    assert ("revenue", 1, "amount", "1000 - some", "not an amount") in refused(made)

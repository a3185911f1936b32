"""The pages about customers."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from customerhero.web.customers.following import advocacies_of, advocates_of, follow, followed_by, unfollow
from customerhero.web.customers.may import ERASE_CUSTOMERS, FOLLOW_CUSTOMERS, SEE_CUSTOMERS
from customerhero.web.customers.timeline import Row, chapters
from customerhero.web.doors import door
from customerhero.web.look.tables import Column, TableView, shown_table
from customerhero.web.people.signed_in import signed_in
from customerhero.web.runs.drilling import LISTS


def _to_customer(row: Any) -> str:
    return reverse("customer", args=[row["customer_id"]])


COLUMNS: Final = (
    Column("name", _("Customer"), link=_to_customer, told=lambda row: row["name"] or row["customer_id"]),
    Column("customer_id", _("Number"), kind="id", link=_to_customer),
    Column("segment", _("Segment")),
    Column("joined_at", _("Customer since"), kind="day"),
    Column("left_at", _("Left"), kind="day"),
)


@door(SEE_CUSTOMERS)
@require_GET
def customers(request: HttpRequest) -> HttpResponseBase:
    """Look a customer up."""
    view = _directory(request)
    if view is not None and view.export:
        return view.export
    mine = list(followed_by(signed_in(request)))
    return render(request, "customers/customers.html", {"view": view, "mine": mine})


@door(SEE_CUSTOMERS)
@require_GET
def customer(request: HttpRequest, customer_id: str) -> HttpResponseBase:
    """One customer: one timeline of everything, the troubles marked."""
    history = _history(customer_id)
    only_troubles = request.GET.get("show") == "troubles"
    advocates = list(advocates_of(customer_id))
    told = {
        "history": history,
        "customer_id": customer_id,
        "chapters": chapters(_everything(history.rows, customer_id), only_troubles=only_troubles),
        "only_troubles": only_troubles,
        "advocates": [each.person for each in advocates],
        "is_mine": any(each.person_id == signed_in(request).pk for each in advocates),
        "may_erase": ERASE_CUSTOMERS.lets_in(request.user),
        "may_follow": FOLLOW_CUSTOMERS.lets_in(request.user),
    }
    return render(request, "customers/customer.html", told)


@door(SEE_CUSTOMERS)
@require_GET
def autopsy(request: HttpRequest, customer_id: str) -> HttpResponseBase:
    """What happened to a customer who left: the chain on one page."""
    history = _history(customer_id)
    if not history.numbers["has_left"]:
        return redirect("customer", customer_id)
    told = {
        "history": history,
        "customer_id": customer_id,
        "chapters": chapters(history.rows, only_troubles=True),
        "advocates": [each.person for each in advocates_of(customer_id)],
    }
    return render(request, "customers/autopsy.html", told)


@door(FOLLOW_CUSTOMERS)
@require_POST
def follows(request: HttpRequest, customer_id: str) -> HttpResponseBase:
    """Become the customer's advocate."""
    _history(customer_id)
    follow(customer_id, signed_in(request))
    return redirect("customer", customer_id)


@door(FOLLOW_CUSTOMERS)
@require_POST
def unfollows(request: HttpRequest, customer_id: str) -> HttpResponseBase:
    """Cease to be the customer's advocate."""
    unfollow(customer_id, signed_in(request))
    return redirect("customer", customer_id)


def _everything(rows: list[Row], customer_id: str) -> list[Row]:
    """The facts and what the workplace itself knows, oldest first."""
    return sorted([*rows, *advocacies_of(customer_id)], key=lambda row: row["at"])


def _directory(request: HttpRequest) -> TableView | None:
    from customerhero.web.customers.directory import directory  # noqa: PLC0415  # reads the lake
    from customerhero.web.look.tables.lakes import LakeRows  # noqa: PLC0415

    opened = LISTS.now()
    if opened is None:
        return None
    rows = LakeRows(lambda: directory(opened.facts), COLUMNS, "customer_id", ("customers", opened.state))
    return shown_table(request, "customers", COLUMNS, rows, caption=_("Customers"))


def _history(customer_id: str) -> Any:
    from customerhero.web.customers.reading import history_of  # noqa: PLC0415  # reads the lake

    history = history_of(customer_id)
    if history is None:
        raise Http404(_("No customer of that number is known."))
    return history

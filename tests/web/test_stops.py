"""An import that would change known figures stops, shows them, and goes on when somebody who read them says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from customerhero.errors import ChangesError, LakeError, StrangersError
from customerhero.web.people.models import Person
from customerhero.web.sources.importing import take_in
from customerhero.web.sources.models import Acceptance, Import, Receipt, Refusal
from tests.web.bringing import CUSTOMERS, asked, brought, end_in, imported, page_of_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]
SignIn = Callable[[Client, Person], Client]
BEFORE = "customer_id,period,amount,currency\n" + "\n".join(
    f"C{place // 6},2026-0{1 + place % 6},{100 + place}.50,EUR" for place in range(60)
)
"""Half a year of revenue."""


@pytest.fixture
def stopped(lead: Client) -> Import:
    """An import of the same months with ten times the amounts, which stands at its figures."""
    imported(lead, BEFORE, "revenue.csv")
    made = asked(lead, brought(lead, BEFORE.replace(".50,", "0,"), "revenue-again.csv"))
    end_in(ChangesError, made)
    return made


def accept(client: Client, imported: Import, read: int | str) -> Any:
    return client.post(reverse("import-acceptances", args=[imported.pk]), {"read": read}, follow=True)


def test_the_figures_are_shown_before_anything_is_written(lead: Client, stopped: Import) -> None:
    page = page_of_import(lead, stopped)
    assert "6 known totals would become others" in page
    assert "1,275.00 EUR" in page
    assert "Import it all the same" in page
    assert "It was not imported" not in page
    assert "revenue-again.csv waits for your word" in lead.get("/").content.decode()


def test_it_goes_on_once_somebody_says_so_and_the_trail_knows_who(lead: Client, bob: Person, stopped: Import) -> None:
    accept(lead, stopped, Refusal.objects.get().pk)
    acceptance = Acceptance.objects.get()
    assert (acceptance.kind, acceptance.by) == ("changes", bob)
    assert "Totals that are known would change" in acceptance.told
    assert LogEntry.objects.get_for_model(Acceptance).get().actor == bob
    take_in.func(stopped.pk)
    assert Receipt.objects.get(imported=stopped).counts["revenue"]["corrected"] == 60


@pytest.mark.parametrize("read", [0, "x", "9" * 30, -1])
def test_nobody_accepts_what_they_did_not_read(lead: Client, stopped: Import, read: int | str) -> None:
    assert "does not wait for that any more" in accept(lead, stopped, read).content.decode()
    assert not Acceptance.objects.exists()


def test_two_clicks_accept_once(lead: Client, stopped: Import) -> None:
    accept(lead, stopped, Refusal.objects.get().pk)
    accept(lead, stopped, Refusal.objects.get().pk)
    assert Acceptance.objects.count() == 1


def test_an_error_that_is_no_stop_cannot_be_gone_on_from(lead: Client, stopped: Import) -> None:
    Refusal.objects.create(imported=stopped, reason=str(LakeError("The lake is full.")))
    page = page_of_import(lead, stopped)
    assert "Import it all the same" not in page
    accept(lead, stopped, Refusal.objects.latest("pk").pk)
    assert not Acceptance.objects.exists()


def test_readers_see_the_figures_and_decide_nothing(rosa: Person, sign_in: SignIn, stopped: Import) -> None:
    reader = sign_in(Client(), rosa)
    page = page_of_import(reader, stopped)
    assert "6 known totals would become others" in page
    assert "1,275.00 EUR" in page
    assert "Import it all the same" not in page
    assert accept(reader, stopped, Refusal.objects.get().pk).status_code == 403


def test_customers_that_meet_nobody_are_asked_about_with_a_way_to_write_them(lead: Client) -> None:
    imported(lead, CUSTOMERS, "customers.csv")
    revenue = "customer_id,period,amount,currency\n" + "\n".join(f"c{i}.0,2026-03,100,EUR" for i in range(40))
    made = asked(lead, brought(lead, revenue, "revenue.csv"))
    end_in(StrangersError, made)
    page = page_of_import(lead, made)
    assert "Its ids are not known here" in page
    assert "0 of 40 customers of this file are among the 40 known" in page
    assert "--" not in page.split('class="must-know"')[1].split("</div>")[0]
    accept(lead, made, Refusal.objects.get().pk)
    take_in.func(made.pk)
    assert Receipt.objects.get(imported=made).counts["revenue"]["written"] == 40

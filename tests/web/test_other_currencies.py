"""What no value holds because it is in another currency stands on every page with values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from customerhero.findings.agenda import OtherCurrency
from customerhero.web.people.models import Person
from customerhero.web.runs.models import Run
from tests.web.filling import Filled, kept

pytestmark = pytest.mark.django_db
LEFT = OtherCurrency("USD", 8, 16_080.0, "2026-01", "2026-03")


@pytest.mark.parametrize("name", ["agenda", "losses", "growth", "retention", "lost-customers", "friction", "voice"])
def test_every_page_with_values_says_what_they_leave_out(
    small: Filled, client: Client, bob: Person, sign_in: Callable[[Client, Person], Client], name: str
) -> None:
    agenda = replace(small.computed.agenda, other_currencies=(LEFT,))
    kept(replace(small.computed, agenda=agenda), Run(reason=Run.Reason.IMPORT))
    page = sign_in(client, bob).get(reverse(name)).content.decode()
    assert "8 customers with $16,080 from January 2026 to March 2026" in page

"""Who may enter where: every address of the URL table, knocked at by every role and by a stranger.

A new page fails here until it has a door and, when its address takes arguments, an example in `doors.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from customerhero.web.doors import PUBLIC, SIGNED_IN, Door
from customerhero.web.people.models import Person
from customerhero.web.people.roles import EVERYONE, Role
from tests.web.doors import EXAMPLES

ROLES = sorted(Role)
OF_ALLAUTH = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_confirm_login_code": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
    "socialaccount_connections": SIGNED_IN,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
}
"""The pages of django-allauth, who may see each; its sign-up and its list of addresses are closed by pages of ours."""

CLOSED = {
    "account_signup": "signup-closed",
    "account_email": "addresses-closed",
    "socialaccount_signup": "social-signup-closed",
}
NAMELESS_OF_ALLAUTH = {
    "accounts/social/login/cancelled/",
    "accounts/social/login/error/",
    "accounts/social/signup/",
    "accounts/social/connections/",
}


@dataclass(frozen=True)
class Address:
    """One line of the URL table."""

    name: str
    route: str
    view: Any
    arguments: frozenset[str]

    @property
    def is_ours(self) -> bool:
        return not self.route.startswith("accounts/") or self.name in CLOSED.values()

    @property
    def door(self) -> Door | None:
        return getattr(self.view, "door", None)

    @property
    def url(self) -> str:
        return reverse(self.name, kwargs=EXAMPLES.get(self.name, {}))


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield Address(pattern.name or "", route, pattern.callback, frozenset(pattern.pattern.regex.groupindex))


OURS = [address for address in addresses() if address.is_ours]
WITH_A_DOOR = [address for address in OURS if address.door and address.arguments <= set(EXAMPLES.get(address.name, {}))]


def name_of(address: Address) -> str:
    return address.name or address.route


@pytest.mark.parametrize("address", OURS, ids=name_of)
def test_every_page_has_a_name_and_a_door_and_an_example(address: Address) -> None:
    assert address.name, f"{address.route} has no name"
    assert address.door, f"{address.name} has no door: set @door(...) before its view"
    missing = address.arguments - set(EXAMPLES.get(address.name, {}))
    assert not missing, f"tests/web/doors.py has no example of {sorted(missing)} for {address.name}"


@pytest.fixture
def somebody(db: None) -> Any:
    """A person of any role."""

    def of(role: Role) -> Person:
        return Person.objects.create_user(f"{role}@example.com", name="Somebody", role=role)

    return of


@pytest.mark.parametrize("address", WITH_A_DOOR, ids=name_of)
@pytest.mark.parametrize("role", ROLES)
def test_roles_enter_where_they_may_and_nowhere_else(
    client: Client, somebody: Any, address: Address, role: Role
) -> None:
    client.raise_request_exception = True
    client.force_login(somebody(role))
    for answer in (client.get(address.url), client.post(address.url)):
        if address.door and address.door.lets_in(Person(role=role)):
            assert answer.status_code != 403
            assert not is_sent_to_sign_in(answer)
        else:
            assert answer.status_code == 403


@pytest.mark.parametrize("address", WITH_A_DOOR, ids=name_of)
def test_strangers_are_asked_to_sign_in(client: Client, db: None, address: Address) -> None:
    for answer in (client.get(address.url), client.post(address.url)):
        if address.door is not None and address.door.public:
            assert answer.status_code != 403
        else:
            assert is_sent_to_sign_in(answer)


def test_somebody_who_left_is_a_stranger(client: Client, charlie: Person) -> None:
    client.force_login(charlie)
    assert is_sent_to_sign_in(client.get("/"))


@pytest.mark.parametrize("name", sorted(name for name, door in OF_ALLAUTH.items() if door is SIGNED_IN))
def test_strangers_do_not_see_the_pages_of_an_account(client: Client, db: None, name: str) -> None:
    arguments = {"pk": 1} if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else {}
    answer = client.get(reverse(name, kwargs=arguments))
    assert is_sent_to_sign_in(answer) or answer.status_code in (403, 404)


def test_every_page_of_allauth_is_known_here() -> None:
    foreign = [address for address in addresses() if not address.is_ours]
    assert {address.name for address in foreign if address.name} == set(OF_ALLAUTH) | set(CLOSED)
    assert {address.route for address in foreign if not address.name} == NAMELESS_OF_ALLAUTH


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_nobody_signs_up_unasked(client: Client, db: None, name: str) -> None:
    secret = "a-long-road-to-the-lighthouse"
    answer = client.post(reverse(name), {"email": "new@example.com", "password1": secret, "password2": secret})
    assert answer.status_code == 405
    assert not Person.objects.exists()


def test_a_form_of_another_site_is_refused(alice: Person, sign_in: Any) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), alice)
    answer = client.post(reverse("account"), {"name": "Mallory", "language": "", "time_zone": ""})
    assert answer.status_code == 403
    alice.refresh_from_db()
    assert alice.name == "Alice Moreau"


@pytest.mark.parametrize("address", OURS, ids=name_of)
def test_no_address_takes_a_number_no_row_can_have(address: Address) -> None:
    assert "<int:" not in address.route, f"{address.name}: write <row:...>, which knows the largest number of a row"


def test_a_number_larger_than_any_row_leads_nowhere(client: Client, sign_in: Any, dora: Person) -> None:
    for number in (2**63, 10**30):
        assert sign_in(client, dora).get(f"/people/{number}/").status_code == 404


def test_there_is_no_role_without_a_test() -> None:
    assert set(ROLES) == EVERYONE


def is_sent_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(reverse("account_login"))

"""Coming in and signing in, in the browser: invitation, passkey, demo, and the pages of an account for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from customerhero.web.people.inviting import first_link
from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role
from customerhero.web.people.second_step import demand
from tests.web.conftest import PASSWORD
from tests.web.test_second_step import with_app

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[[Person, str], Page]
Barriers = Callable[[Page], list[str]]

OF_AN_ACCOUNT = (
    "account_change_password",
    "account_reauthenticate",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "sessions",
    "socialaccount_connections",
)
BEFORE_SIGN_IN = ("account_login", "account_reset_password", "account_inactive", "ways-in")


@pytest.fixture
def home(live_server: Any) -> str:
    """The address as people type it: browsers keep passkeys for names, not for numbers."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def key(page: Page) -> Iterator[Any]:
    """A key plugged into the browser, and a finger on it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session


def sign_in(page: Page, home: str, person: Person) -> None:
    page.goto(home + reverse("account_login"))
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(person.name.split()[0])


def test_the_first_administrator_comes_in_by_the_printed_link(page: Page, home: str, complaints: list[str]) -> None:
    link = first_link(home)
    assert link
    page.goto(link)
    page.get_by_label("Your name").fill("Ada First")
    page.get_by_label("Your e-mail").fill("ada@example.com")
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada")
    page.get_by_role("link", name="Invite your people").click()
    page.get_by_label("Name", exact=False).first.fill("Nora New")
    page.get_by_role("button", name="Make the link").click()
    assert page.get_by_label("The link").input_value().startswith(f"{home}/invitations/")
    expect(page.get_by_text("Nora New").first).to_be_visible()


def test_a_passkey_instead_of_the_password(
    page: Page, home: str, key: Any, alice: Person, complaints: list[str]
) -> None:
    sign_in(page, home, alice)
    page.goto(home + reverse("mfa_add_webauthn"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/**")
    assert Authenticator.objects.filter(user=alice, type="webauthn").count() == 1
    page.goto(home + reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(home + reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alice")


def test_one_click_in_the_demo(page: Page, home: str, settings: Any, complaints: list[str]) -> None:
    settings.DEMO = True
    page.goto(home + reverse("demo-sessions"))
    page.get_by_role("button", name="Eva Executive").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Eva")
    assert page.get_by_role("navigation").get_by_role("link", name="Agenda").count() >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_of_their_account(
    page: Page, home: str, alice: Person, barriers: Barriers, scheme: Any, complaints: list[str]
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 800})
    found = {}
    for name in BEFORE_SIGN_IN:
        page.goto(home + reverse(name))
        found[name] = barriers(page)
    sign_in(page, home, alice)
    page.goto(home + reverse("account_reauthenticate"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    for name in OF_AN_ACCOUNT:
        page.goto(home + reverse(name))
        found[name] = barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    assert {name: trouble for name, trouble in found.items() if trouble} == {}


def test_nobody_is_kept_out_of_looking_after_others(
    page: Page, home: str, dora: Person, alice: Person, barriers: Barriers, complaints: list[str]
) -> None:
    with_app(alice)
    Client(REMOTE_ADDR="198.51.100.7").force_login(alice)
    demand({Role.LEAD}, dora)
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, home, dora)
    found = {}
    for url in (reverse("person", args=[alice.pk]), reverse("second-steps")):
        page.goto(home + url)
        found[url] = barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, url
    page.get_by_label("Administrator").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("First a second step")
    found["first"] = barriers(page)
    assert {url: trouble for url, trouble in found.items() if trouble} == {}

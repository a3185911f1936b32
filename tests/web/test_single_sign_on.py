"""Single sign-on with a provider that speaks OpenID Connect over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from customerhero.web.people.models import Person
from customerhero.web.people.roles import Role
from tests.web.provider import Provider, running_provider

pytestmark = pytest.mark.django_db
NORA = {"sub": "n1", "email": "Nora@Example.com", "email_verified": True, "name": "Nora New"}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A provider the workplace is set up with."""
    with running_provider(**NORA) as running:
        app = {
            "provider_id": "sso",
            "name": "Nordlicht ID",
            "client_id": "hero",
            "secret": "s3cret",
            "settings": {"server_url": running.address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


def come_back(client: Client, provider: Provider) -> Any:
    """Go to the provider, be vouched for, and come back."""
    sent = client.post(reverse("openid_connect_login", args=["sso"]))
    way = urlsplit(sent.headers["Location"])
    assert f"{way.scheme}://{way.netloc}" == provider.address
    asked = parse_qs(way.query)
    assert asked["code_challenge_method"] == ["S256"]
    back = reverse("openid_connect_callback", args=["sso"])
    return client.get(back, {"code": "a-code", "state": asked["state"][0]})


def nobody_came(client: Client) -> bool:
    return client.get("/").status_code == 302 and not Person.objects.exists()


def test_whoever_the_provider_vouches_for_becomes_an_employee(client: Client, provider: Provider) -> None:
    assert "Nordlicht ID" in client.get(reverse("account_login")).content.decode()
    assert come_back(client, provider).headers["Location"] == "/"
    nora = Person.objects.get()
    assert (nora.name, nora.email, nora.role) == ("Nora New", "nora@example.com", Role.EMPLOYEE)
    assert not nora.has_usable_password()
    assert client.get("/").status_code == 200


def test_coming_back_another_day_is_the_same_person(provider: Provider) -> None:
    come_back(Client(), provider)
    come_back(Client(), provider)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": None, "given_name": "Nora", "family_name": "New"}, "Nora New"),
        ({"name": None}, "nora"),
    ],
)
def test_a_name_is_found_in_what_the_provider_tells(
    client: Client, provider: Provider, claims: dict[str, Any], name: str
) -> None:
    provider.claims = {**NORA, **claims}
    come_back(client, provider)
    assert Person.objects.get().name == name


def test_a_person_who_was_invited_is_known_by_a_verified_address(
    client: Client, provider: Provider, alice: Person
) -> None:
    provider.claims = {**NORA, "email": "alice@example.com"}
    come_back(client, provider)
    assert Person.objects.count() == 1
    assert "Alice Moreau" in client.get(reverse("account")).content.decode()
    provider.claims = {**NORA, "email": "alice.married@example.com"}
    later = Client()
    come_back(later, provider)
    assert "Alice Moreau" in later.get(reverse("account")).content.decode()
    assert Person.objects.count() == 1


def test_an_address_nobody_verified_opens_no_account(client: Client, provider: Provider, alice: Person) -> None:
    provider.claims = {**NORA, "email": "alice@example.com", "email_verified": False}
    come_back(client, provider)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("verified", [False, "false", None, "perhaps", 1, ["true"]])
def test_who_the_provider_did_not_verify_does_not_become_somebody(
    client: Client, provider: Provider, verified: object
) -> None:
    provider.claims = {**NORA, "email_verified": verified}
    answer = come_back(client, provider)
    assert answer.status_code == 403
    assert "does not say that your e-mail address is verified" in answer.content.decode()
    assert nobody_came(client)


@pytest.mark.parametrize("verified", [False, "false", None, "perhaps"])
def test_nobody_becomes_who_is_here_already_by_an_address_that_was_not_verified(
    client: Client, provider: Provider, dora: Person, verified: object
) -> None:
    provider.claims = {**NORA, "email": "dora@example.com", "email_verified": verified}
    come_back(client, provider)
    assert client.get("/").status_code == 302
    dora.refresh_from_db()
    assert dora.has_usable_password()


def test_a_provider_silent_about_verifying_opens_nothing(client: Client, provider: Provider) -> None:
    provider.claims = {name: told for name, told in NORA.items() if name != "email_verified"}
    assert come_back(client, provider).status_code == 403
    assert nobody_came(client)


def test_a_silent_provider_can_be_taken_for_the_organisations_own(
    client: Client, provider: Provider, settings: Any, dora: Person
) -> None:
    settings.OIDC_TRUST_ADDRESSES = True
    provider.claims = {name: told for name, told in NORA.items() if name != "email_verified"}
    come_back(client, provider)
    assert Person.objects.exclude(pk=dora.pk).get().email == "nora@example.com"
    provider.claims = {**provider.claims, "sub": "n2", "email": "dora@example.com"}
    answer = come_back(Client(), provider)
    assert "belongs to somebody who is here another way" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [None, "", " ", "nora", "nora@", "@example.com", "a@example.com, b@example.com", "a@example.com;b@example.com",
     ["nora@example.com"], {"value": "nora@example.com"}, 7, True, "nora@example.com\n", "nora\t@example.com"],
)  # fmt: skip
def test_without_an_address_nobody_comes_in_and_nobody_types_one(
    client: Client, provider: Provider, address: object
) -> None:
    provider.claims = {**NORA, "email": address}
    answer = come_back(client, provider)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "tells no e-mail address" in page
    assert '<input type="email"' not in page
    client.post("/accounts/3rdparty/signup/", {"email": "ceo@example.com"})
    assert nobody_came(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": None},
        {"sub": ""},
        {"sub": []},
        {"sub": {"id": "n1"}},
        {"sub": True},
        {"sub": 1.5},
        {"sub": "x" * 192},
        {"sub": "n\x001"},
        {"name": "Nora\x00"},
        {"name": "\ud800"},
        {"picture": "\x00"},
        {"locale": float("nan")},
    ],
)
def test_what_no_provider_should_say_is_told_in_words(
    client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = {**NORA, **claims}
    answer = come_back(client, provider)
    assert "Single sign-on did not work" in answer.content.decode()
    assert nobody_came(client)


def test_a_provider_that_does_not_say_who_it_is(client: Client, provider: Provider) -> None:
    provider.claims = {name: told for name, told in NORA.items() if name != "sub"}
    assert "Single sign-on did not work" in come_back(client, provider).content.decode()
    assert nobody_came(client)


@pytest.mark.parametrize("told", [[], "nora", None, 7, [{"sub": "n1"}]])
def test_a_provider_that_tells_no_object(client: Client, provider: Provider, told: Any) -> None:
    provider.claims = told
    answer = come_back(client, provider)
    assert "Single sign-on did not work" in answer.content.decode()
    assert nobody_came(client)


@pytest.mark.parametrize(
    "told", [{"expires_in": "soon"}, {"expires_in": 1e300}, {"expires_in": -5}, {"access_token": None}, {"error": "no"}]
)
def test_a_provider_that_hands_out_nonsense(client: Client, provider: Provider, told: dict[str, Any]) -> None:
    provider.token = {"token_type": "Bearer", **({"access_token": "a"} if "error" not in told else {}), **told}
    answer = come_back(client, provider)
    assert answer.status_code < 500 or answer.status_code == 502
    if told != {"access_token": None}:
        assert "Single sign-on did not work" in answer.content.decode()


@pytest.mark.parametrize("told", [[], {}, {"issuer": 7}, "x"])
def test_a_provider_that_does_not_describe_itself(client: Client, provider: Provider, told: Any) -> None:
    provider.describes = told
    answer = client.post(reverse("openid_connect_login", args=["sso"]))
    assert answer.status_code == 502
    assert "Single sign-on did not work" in answer.content.decode()


def test_a_number_as_sub_is_its_digits(provider: Provider) -> None:
    provider.claims = {**NORA, "sub": 17}
    come_back(Client(), provider)
    provider.claims = {**NORA, "sub": "17"}
    come_back(Client(), provider)
    assert Person.objects.count() == 1


def test_another_address_with_the_same_sub_is_the_same_person(client: Client, provider: Provider) -> None:
    come_back(Client(), provider)
    provider.claims = {**NORA, "email": "nora.married@example.com"}
    come_back(client, provider)
    assert Person.objects.get().email == "nora@example.com"
    assert client.get("/").status_code == 200


def test_a_known_sub_without_an_address_is_still_known(client: Client, provider: Provider) -> None:
    come_back(Client(), provider)
    provider.claims = {"sub": "n1"}
    come_back(client, provider)
    assert client.get("/").status_code == 200


def test_a_sub_that_went_to_somebody_else_who_is_here_opens_nothing(
    client: Client, provider: Provider, dora: Person
) -> None:
    come_back(Client(), provider)
    provider.claims = {**NORA, "email": "Dora@example.com"}
    answer = come_back(client, provider)
    assert "belongs to somebody who is here another way" in answer.content.decode()
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("address", "comes_in"),
    [
        ("nora@nordlicht.example", True),
        ("Nora@NORDLICHT.Example", True),
        ("nora@sub.nordlicht.example", False),
        ("nora@evilnordlicht.example", False),
        ("nora@nordlicht.example.evil.example", False),
        ('"@nordlicht.example"@evil.example', False),
    ],
)
def test_a_domain_is_the_whole_domain(
    client: Client, provider: Provider, settings: Any, address: str, comes_in: bool
) -> None:
    settings.OIDC_DOMAINS = ["nordlicht.example"]
    provider.claims = {**NORA, "email": address}
    come_back(client, provider)
    assert Person.objects.exists() is comes_in


def test_an_address_only_the_token_tells_counts(client: Client, provider: Provider) -> None:
    provider.claims, provider.signed = {"sub": "n1"}, NORA
    come_back(client, provider)
    assert Person.objects.get().email == "nora@example.com"


def test_verified_in_the_token_is_not_verified_of_another_address(client: Client, provider: Provider) -> None:
    provider.claims, provider.signed = {"sub": "n1", "email": "ceo@example.com"}, NORA
    assert come_back(client, provider).status_code == 403
    assert nobody_came(client)


def test_a_token_of_somebody_else_opens_nothing(client: Client, provider: Provider) -> None:
    provider.signed = {**NORA, "sub": "somebody-else"}
    assert "Single sign-on did not work" in come_back(client, provider).content.decode()
    assert nobody_came(client)


def test_somebody_paused_does_not_come_in_by_a_known_sub(client: Client, provider: Provider) -> None:
    come_back(Client(), provider)
    Person.objects.update(is_active=False)
    come_back(client, provider)
    assert client.get("/").status_code == 302


def test_only_the_domains_the_settings_name_come_in(client: Client, provider: Provider, settings: Any) -> None:
    settings.OIDC_DOMAINS = ["nordlicht.example"]
    answer = come_back(client, provider)
    assert "Nobody signs up here unasked" in answer.content.decode()
    assert not Person.objects.exists()


def test_somebody_who_left_does_not_come_back_this_way(client: Client, provider: Provider, charlie: Person) -> None:
    provider.claims = {**NORA, "email": "charlie@example.com"}
    come_back(client, provider)
    assert client.get("/").status_code == 302


def test_a_provider_that_does_not_answer_is_told_in_words(client: Client, provider: Provider) -> None:
    provider.is_broken = True
    answer = client.post(reverse("openid_connect_login", args=["sso"]))
    assert answer.status_code == 502
    assert "Single sign-on did not work" in answer.content.decode()


def test_a_provider_that_is_away_is_told_in_words(client: Client, provider: Provider) -> None:
    provider.server_close()
    provider.shutdown()
    answer = client.post(reverse("openid_connect_login", args=["sso"]))
    assert "Single sign-on did not work" in answer.content.decode()


def test_an_answer_nobody_asked_for_is_refused(client: Client, provider: Provider) -> None:
    answer = client.get(reverse("openid_connect_callback", args=["sso"]), {"code": "a-code", "state": "forged"})
    assert "Single sign-on did not work" in answer.content.decode()
    assert not Person.objects.exists()


def test_without_a_provider_there_is_no_such_way(client: Client) -> None:
    assert client.post(reverse("openid_connect_login", args=["sso"])).status_code == 404

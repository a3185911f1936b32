"""The second step: its secrets at rest, demanded of roles, taken away when lost."""

from __future__ import annotations

import json
import re
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner, Result

from customerhero.cli.main import app
from customerhero.web.people.models import Person, SecondStepDemand, SecondStepRemoval
from customerhero.web.people.roles import Role
from customerhero.web.people.sealing import UnreadableError, seal, unseal
from customerhero.web.people.second_step import demand, demanded, has_second_step
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db
OTHER_KEY = "another-key-that-is-long-enough-to-be-one-0123456789"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_app(person: Person) -> str:
    """The person has an app and recovery codes; the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def sign_in(person: Person, client: Client | None = None, to: str = "") -> Client:
    client = client or Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": to})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def set_up(client: Client) -> Any:
    """Set the app up, as its pages ask for it."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = re.search(r'class="secret">(\w+)<', client.get(reverse("mfa_activate_totp")).content.decode())
    assert secret
    return client.post(reverse("mfa_activate_totp"), {"code": code_of(secret[1])}, follow=True)


# At rest


def test_a_copy_of_the_database_makes_no_codes(alice: Person) -> None:
    secret = with_app(alice)
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in seed.generate_codes())
    assert unseal("second step", Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_what_is_sealed_for_one_purpose_is_no_other(db: None) -> None:
    assert unseal("one", seal("one", "a secret")) == "a secret"
    with pytest.raises(UnreadableError):
        unseal("another", seal("one", "a secret"))
    with pytest.raises(UnreadableError):
        unseal("one", "a secret in clear")


def before_the_upgrade(alice: Person) -> tuple[str, list[str]]:
    """Alice's second step as it stood in clear."""
    secret = with_app(alice)
    for row in Authenticator.objects.all():
        name = "secret" if row.type == "totp" else "seed"
        row.data[name] = unseal("second step", row.data[name])
        row.save()
    return secret, [row.data.get("seed", "") for row in Authenticator.objects.all()]


def upgrade() -> None:
    editor = SimpleNamespace(connection=connection, execute=lambda sql: connection.cursor().execute(sql))
    import_module("customerhero.web.people.migrations.0011_nothing_in_clear")._close(apps, editor)


def test_the_upgrade_seals_what_stood_in_clear_and_codes_go_on_working(alice: Person, bob: Person) -> None:
    secret, seeds = before_the_upgrade(alice)
    old = Authenticator.objects.create(
        user=bob, type="recovery_codes", data={"migrated_codes": ["11112222", "33334444"]}
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE usersessions_usersession (session_key varchar(40))")
        cursor.execute("INSERT INTO usersessions_usersession VALUES ('a-key-in-clear')")
    Session.objects.create(session_key="a" * 32, session_data="x", expire_date=timezone.now())
    upgrade()
    upgrade()  # once more changes nothing
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert not any(text in kept for text in (secret, "11112222", *filter(None, seeds)))
    client = sign_in(alice)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert is_in(client)
    old.refresh_from_db()
    assert RecoveryCodes(old).get_unused_codes() == ["11112222", "33334444"]
    assert not Session.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM usersessions_usersession")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("code", ["000000", "12345678"])
def test_after_the_secret_key_changed_a_code_opens_nothing_and_the_page_says_why(
    alice: Person, settings: Any, code: str
) -> None:
    with_app(alice)
    settings.SECRET_KEY = OTHER_KEY
    client = sign_in(alice)
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    assert answer.status_code == 409
    assert "Ask an administrator to take your second step away" in answer.content.decode()
    assert not is_in(client)


def test_after_the_secret_key_changed_an_administrator_opens_the_way(
    alice: Person, dora: Person, settings: Any
) -> None:
    with_app(alice)
    settings.SECRET_KEY = OTHER_KEY
    take_away(sign_in(dora), alice)
    assert is_in(sign_in(alice))


# Taken away


def take_away(client: Client, person: Person, reason: str = "The phone is lost") -> Any:
    return client.post(reverse("second-step-removals", args=[person.pk]), {"reason": reason}, follow=True)


def test_a_lost_second_step_is_taken_away_with_a_reason_in_the_trail(alice: Person, dora: Person) -> None:
    with_app(alice)
    hers = Client()
    hers.force_login(alice)
    client = sign_in(dora)
    assert "Second step lost?" in client.get(reverse("person", args=[alice.pk])).content.decode()
    assert "is taken away" in take_away(client, alice).content.decode()
    assert not Authenticator.objects.filter(user=alice).exists()
    assert not is_in(hers)
    assert is_in(sign_in(alice))
    entry = LogEntry.objects.get_for_object(SecondStepRemoval.objects.get()).get()
    assert (entry.actor, entry.changes["reason"][1]) == (dora, "The phone is lost")


@pytest.mark.parametrize("reason", ["", "   ", "x", "y" * 301])
def test_without_a_reason_nothing_is_taken_away(alice: Person, dora: Person, reason: str) -> None:
    with_app(alice)
    assert "say why" in take_away(sign_in(dora), alice, reason).content.decode()
    assert has_second_step(alice)


def test_nobody_takes_away_their_own_without_showing_that_it_is_them(dora: Person) -> None:
    client = sign_in(dora)
    with_app(dora)
    assert "Second step lost?" not in client.get(reverse("person", args=[dora.pk])).content.decode()
    assert "My account" in take_away(client, dora).content.decode()
    assert has_second_step(dora)


# Demanded


def test_an_administrator_demands_it_of_roles(dora: Person, bob: Person, carol: Person) -> None:
    client = sign_in(dora)
    with_app(dora)
    client.post(reverse("second-steps"), {"role": ["lead", "administrator", "emperor"]})
    client.post(reverse("second-steps"), {"role": ["lead"]})
    assert {role: one.is_demanded for role, one in demanded().items()} == {"lead": True, "administrator": False}
    assert SecondStepDemand.objects.count() == 3  # what did not change is no new row
    page = client.get(reverse("second-steps")).content.decode()
    assert "settled by Dora Petrov" in page
    entry = LogEntry.objects.get_for_object(demanded()["lead"]).get()
    assert (entry.actor, entry.changes["is_demanded"][1]) == (dora, "True")


@pytest.fixture
def needed(dora: Person) -> None:
    """Leads need one."""
    demand({Role.LEAD}, dora)


@pytest.mark.parametrize("name", ["desk", "people", "account", "sessions", "runs"])
def test_whoever_lacks_it_is_led_to_setting_it_up(needed: None, bob: Person, name: str) -> None:
    client = sign_in(bob)
    url = {"runs": "/agenda/"}.get(name) or reverse(name)
    answer = client.get(url)
    assert answer.headers["Location"] == reverse("second-step-first")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "First a second step" in page
    assert reverse("mfa_activate_totp") in page


def test_a_part_of_a_page_is_led_as_a_whole(needed: None, bob: Person) -> None:
    answer = sign_in(bob).get(reverse("desk"), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("second-step-first")


def test_others_are_not_asked(needed: None, alice: Person, dora: Person) -> None:
    assert is_in(sign_in(alice))
    assert is_in(sign_in(dora))


def test_once_it_is_set_up_one_goes_on_where_one_was(needed: None, bob: Person) -> None:
    client = sign_in(bob)
    client.get("/customers/?customers.q=Ada")
    page = set_up(client).content.decode()
    assert "Go on where you were" in page
    assert 'href="/customers/?customers.q=Ada"' in page
    assert client.get(reverse("second-step-first")).headers["Location"] == "/customers/?customers.q=Ada"
    assert is_in(client)
    assert "Go on where you were" not in client.get(reverse("mfa_index")).content.decode()


def test_what_was_typed_is_kept(bob: Person, dora: Person) -> None:
    client = sign_in(bob)
    demand({Role.LEAD}, dora)  # while he types
    typed = {"name": "Bob the Builder", "language": "", "time_zone": "Europe/Berlin"}
    assert client.post(reverse("account"), typed).headers["Location"] == reverse("second-step-first")
    page = set_up(client).content.decode()
    assert f'href="{reverse("kept-form")}"' in page
    kept = client.get(reverse("kept-form")).content.decode()
    assert "Bob the Builder" in kept
    client.post(reverse("account"), typed)
    bob.refresh_from_db()
    assert bob.name == "Bob the Builder"


def test_recovery_codes_alone_are_no_second_step(needed: None, bob: Person) -> None:
    RecoveryCodes.activate(bob)
    assert not is_in(sign_in(bob))


def test_whoever_turns_theirs_off_is_led_again(needed: None, bob: Person) -> None:
    client = sign_in(bob)
    set_up(client)
    assert is_in(client)
    Authenticator.objects.filter(user=bob).delete()
    assert not is_in(client)


def test_one_can_leave_instead(needed: None, bob: Person) -> None:
    client = sign_in(bob)
    client.post(reverse("account_logout"))
    assert client.get(reverse("desk")).headers["Location"].startswith(reverse("account_login"))


def test_who_needs_none_is_sent_on(alice: Person) -> None:
    assert sign_in(alice).get(reverse("second-step-first")).headers["Location"] == reverse("desk")


# On the server


def removed(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["second-step", "remove", *arguments], input=typed)


def test_after_a_restore_without_its_key_the_only_administrator_comes_in_again(dora: Person, settings: Any) -> None:
    """The server's own command takes the second step away; signed-in browsers are signed out, the trail has a line."""
    secret, before = with_app(dora), Client()
    before.force_login(dora)
    settings.SECRET_KEY = OTHER_KEY
    client = sign_in(dora)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not is_in(client)
    done = removed(dora.email.upper(), "--reason", "The key was lost.", typed="y\n")
    assert done.exit_code == 0, done.output
    assert "signs in with the password alone" in done.output
    assert is_in(sign_in(dora))
    assert not is_in(before)
    line = LogEntry.objects.get(content_type__model="secondstepremoval")
    assert line.changes["reason"][1] == "The key was lost."
    assert line.actor is None


def test_the_command_takes_nothing_away_unasked_or_from_others(alice: Person, bob: Person) -> None:
    with_app(alice)
    assert removed(alice.email, typed="n\n").exit_code == 1
    assert "Nobody here has the address" in str(removed("nobody@example.com", "--yes").exception)
    assert "has no second step" in str(removed(bob.email, "--yes").exception)
    assert has_second_step(alice)
    assert not SecondStepRemoval.objects.exists()

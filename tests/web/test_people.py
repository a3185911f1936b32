"""How people come in, what they may set, and how they sign in."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from auditlog.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customerhero.web.people.demo import FACES, make_demo_people
from customerhero.web.people.discreet import WithoutTokens
from customerhero.web.people.forms import ComingInForm
from customerhero.web.people.inviting import (
    LASTS,
    Newcomer,
    NotOpenError,
    Standing,
    accept,
    first_link,
    link_of,
    standing_of,
)
from customerhero.web.people.models import BrowserSession, Invitation, Person, Team
from customerhero.web.people.roles import Role
from customerhero.web.people.templatetags.browsers import browser
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], Client]


def invitation(**fields: Any) -> Invitation:
    return Invitation.objects.create(**{"ends_at": timezone.now() + LASTS, **fields})


def come_in(client: Client, url: str, **told: str) -> Any:
    return client.post(url, {"name": "Nora New", "email": "nora@example.com", "password": PASSWORD, **told})


def page_of(invited: Invitation) -> str:
    return link_of(invited)


# The first administrator


def test_the_first_link_makes_an_administrator(client: Client) -> None:
    link = first_link("http://hero.example.com:8700/")
    assert link is not None
    assert link.startswith("http://hero.example.com:8700/invitations/")
    answer = come_in(client, link.removeprefix("http://hero.example.com:8700"))
    assert answer.headers["Location"] == reverse("desk")
    assert Person.objects.get().role == Role.ADMINISTRATOR
    assert client.get(reverse("people")).status_code == 200


def test_printing_the_first_link_again_ends_the_one_before(client: Client) -> None:
    before, now = first_link("http://hero"), first_link("http://hero")
    assert before
    assert now
    assert client.get(before.removeprefix("http://hero")).status_code == 410
    assert client.get(now.removeprefix("http://hero")).status_code == 200


def test_there_is_no_first_link_once_an_administrator_is_here(dora: Person) -> None:
    assert first_link("http://hero") is None


def test_people_who_came_by_single_sign_on_first_do_not_close_the_administrators_way(alice: Person) -> None:
    assert first_link("http://hero") is not None


def test_a_first_link_leaves_the_invitations_of_people_alone(alice: Person) -> None:
    invited = invitation(invited_by=alice)
    first_link("http://hero")
    assert standing_of(invited) is Standing.OPEN


# Invitations


def test_an_administrator_makes_a_link_and_sees_it(
    client: Client, dora: Person, billing: Team, sign_in: SignIn
) -> None:
    sign_in(client, dora)
    asked = {"name": "Nora New", "email": "nora@example.com", "role": "lead", "team": billing.pk}
    client.post(reverse("invitations"), asked)
    made = Invitation.objects.get()
    assert made.invited_by == dora
    assert f"http://testserver{page_of(made)}" in client.get(reverse("invitations")).content.decode()


def test_whoever_takes_a_link_up_gets_its_role_and_team_and_is_signed_in(client: Client, billing: Team) -> None:
    invited = invitation(role=Role.LEAD, team=billing, email="nora@example.com")
    assert 'value="nora@example.com"' in client.get(page_of(invited)).content.decode()
    come_in(client, page_of(invited))
    nora = Person.objects.get()
    assert (nora.name, nora.role, nora.team) == ("Nora New", Role.LEAD, billing)
    assert client.get(reverse("account")).status_code == 200
    assert BrowserSession.objects.filter(person=nora).count() == 1


@pytest.mark.parametrize(
    ("standing", "words"),
    [(Standing.USED, "was used"), (Standing.WITHDRAWN, "was withdrawn"), (Standing.ENDED, "has ended")],
)
def test_a_closed_link_says_why_and_lets_nobody_in(
    client: Client, dora: Person, sign_in: SignIn, standing: Standing, words: str
) -> None:
    invited = invitation(ends_at=timezone.now() + LASTS * (-1 if standing is Standing.ENDED else 1))
    if standing is Standing.USED:
        come_in(Client(), page_of(invited), email="first@example.com")
    if standing is Standing.WITHDRAWN:
        sign_in(Client(), dora).post(reverse("invitation-withdrawals", args=[invited.pk]))
    before = Person.objects.count()
    for answer in (client.get(page_of(invited)), come_in(client, page_of(invited))):
        assert answer.status_code == 410
        assert words in answer.content.decode()
    assert Person.objects.count() == before


def test_of_two_who_hold_a_link_only_the_first_comes_in(db: None) -> None:
    invited = invitation()
    accept(invited.token, Newcomer("Nora New", "nora@example.com", PASSWORD))
    with pytest.raises(NotOpenError) as refused:
        accept(invited.token, Newcomer("Ned New", "ned@example.com", PASSWORD))
    assert refused.value.standing is Standing.USED
    assert Person.objects.count() == 1


def test_of_two_who_come_in_with_one_address_the_second_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = invitation(), invitation()
    accept(first.token, Newcomer("Nora New", "nora@example.com", PASSWORD))
    monkeypatch.setattr(ComingInForm, "clean_email", lambda form: form.cleaned_data["email"])  # checked a moment before
    answer = come_in(client, page_of(second), email="nora@example.com")
    assert answer.status_code == 200
    assert "already here" in answer.content.decode()
    assert standing_of(second) is Standing.OPEN


@pytest.mark.parametrize(
    ("told", "remedy"),
    [
        ({"password": "short"}, "at least 12 characters"),
        ({"password": "password1234"}, "too common"),
        ({"email": "alice@example.com"}, "already here"),
        ({"name": ""}, "required"),
    ],
)
def test_a_newcomer_is_told_what_to_change(client: Client, alice: Person, told: dict[str, str], remedy: str) -> None:
    invited = invitation()
    answer = come_in(client, page_of(invited), **told)
    assert answer.status_code == 200
    assert remedy in answer.content.decode()
    assert standing_of(invited) is Standing.OPEN


def test_a_copy_of_the_database_makes_no_link(client: Client, db: None, settings: Any) -> None:
    invited = invitation(role=Role.ADMINISTRATOR)
    for end in (
        invited.token,
        invited.token + "0" * 32,
        invited.token[:-1] + "x" + page_of(invited)[-33:-1],
        "x",
        "0" * 75,
    ):
        assert come_in(client, reverse("invitation", args=[end])).status_code == 404
    link = page_of(invited)
    settings.SECRET_KEY = "another-key-that-is-long-enough-to-be-one-0123456789"
    assert come_in(client, link).status_code == 404
    assert not Person.objects.exists()


def test_withdrawing_a_used_link_takes_nothing_back(client: Client, dora: Person, sign_in: SignIn) -> None:
    invited = invitation()
    come_in(Client(), page_of(invited))
    sign_in(client, dora).post(reverse("invitation-withdrawals", args=[invited.pk]))
    assert standing_of(Invitation.objects.get(pk=invited.pk)) is Standing.USED


# Roles and teams


def set_person(client: Client, person: Person, **told: Any) -> Any:
    known = {"name": person.name, "role": person.role, "team": "", "fact_person_id": "", "is_active": "on"}
    return client.post(reverse("person", args=[person.pk]), {key: v for key, v in {**known, **told}.items() if v})


def test_an_administrator_sets_role_and_team(client: Client, dora: Person, alice: Person, sign_in: SignIn) -> None:
    team = Team.objects.create(name="Care")
    set_person(sign_in(client, dora), alice, role="lead", team=team.pk)
    alice.refresh_from_db()
    assert (alice.role, alice.team) == (Role.LEAD, team)


@pytest.mark.parametrize("told", [{"role": "employee"}, {"is_active": ""}])
def test_the_last_administrator_stays(client: Client, dora: Person, sign_in: SignIn, told: dict[str, str]) -> None:
    answer = set_person(sign_in(client, dora), dora, **told)
    assert "Dora Petrov is the last administrator" in answer.content.decode()
    dora.refresh_from_db()
    assert (dora.role, dora.is_active) == (Role.ADMINISTRATOR, True)


def test_with_another_administrator_one_may_leave(client: Client, dora: Person, alice: Person, sign_in: SignIn) -> None:
    sign_in(client, dora)
    set_person(client, alice, role="administrator")
    set_person(client, dora, role="reader")
    dora.refresh_from_db()
    assert dora.role == Role.READER


def test_whoever_leaves_is_signed_out_everywhere(client: Client, dora: Person) -> None:
    theirs = Client()
    come_in(theirs, page_of(invitation()))
    assert theirs.get(reverse("account")).status_code == 200
    client.force_login(dora)
    set_person(client, Person.objects.get(email="nora@example.com"), is_active="")
    assert theirs.get(reverse("account")).status_code == 302
    assert not BrowserSession.objects.exclude(person=dora).filter(person__isnull=False).exists()


def test_people_are_found_by_name_and_taken_home(client: Client, dora: Person, alice: Person, sign_in: SignIn) -> None:
    page = sign_in(client, dora).get(reverse("people"), {"people.q": "moreau"}).content.decode()
    assert "alice@example.com" in page
    assert "dora@example.com" not in page.split('class="page"')[1]
    exported = client.get(reverse("people"), {"people.q": "moreau", "people.export": "csv"})
    assert b"alice@example.com" in b"".join(exported)


def test_a_team_is_made_and_renamed(client: Client, dora: Person, sign_in: SignIn) -> None:
    sign_in(client, dora).post(reverse("teams"), {"name": "Care"})
    made = Team.objects.get()
    client.post(reverse("team", args=[made.pk]), {"name": "Customer care"})
    made.refresh_from_db()
    assert made.name == "Customer care"


# One's own account


def test_a_person_reads_in_their_language_and_zone(client: Client, alice: Person, sign_in: SignIn) -> None:
    told = {"name": "Alice M.", "language": "de", "time_zone": "Europe/Berlin"}
    sign_in(client, alice).post(reverse("account"), told)
    alice.refresh_from_db()
    assert (alice.name, alice.language, alice.time_zone) == ("Alice M.", "de", "Europe/Berlin")
    assert '<html lang="de">' in client.get(reverse("account")).content.decode()


def test_nobody_sets_their_own_role(client: Client, alice: Person, sign_in: SignIn) -> None:
    told = {"name": "Alice", "language": "", "time_zone": "", "role": "administrator"}
    sign_in(client, alice).post(reverse("account"), told)
    alice.refresh_from_db()
    assert alice.role == Role.EMPLOYEE


# Signing in


def sign_in_page(client: Client, **told: str) -> Any:
    return client.post(reverse("account_login"), {"login": "alice@example.com", "password": PASSWORD, **told})


def test_signing_in_with_a_password(client: Client, alice: Person) -> None:
    assert sign_in_page(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_after_wrong_passwords_signing_in_pauses_and_says_so(client: Client, alice: Person) -> None:
    answers = [sign_in_page(client, password="wrong").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    paused = sign_in_page(client)
    assert paused.status_code == 429
    assert "Too many attempts" in paused.content.decode()
    assert "five minutes" in paused.content.decode()


def test_somebody_who_left_does_not_sign_in(client: Client, charlie: Person) -> None:
    sign_in_page(client, login="charlie@example.com")
    assert client.get("/").status_code == 302


def show_again(client: Client) -> None:
    """Whoever changes how they sign in shows once more that it is them."""
    sign_in_page(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_whoever_changes_how_they_sign_in_shows_once_more_that_it_is_them(client: Client, alice: Person) -> None:
    sign_in_page(client)
    asked = client.get(reverse("mfa_activate_totp"), follow=True).content.decode()
    assert "Is it you?" in asked


def test_an_app_as_second_step(client: Client, alice: Person) -> None:
    show_again(client)
    secret = re.search(r'class="secret">(\w+)<', client.get(reverse("mfa_activate_totp")).content.decode())
    assert secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret[1])})
    assert Authenticator.objects.filter(user=alice, type="totp").exists()
    stranger = Client()
    assert sign_in_page(stranger).headers["Location"] == reverse("mfa_authenticate")
    assert stranger.get("/").status_code == 302
    code = re.findall(r"<li>(\w{8})</li>", client.get(reverse("mfa_view_recovery_codes")).content.decode())[0]
    assert "The second step" in stranger.get(reverse("mfa_authenticate")).content.decode()
    stranger.post(reverse("mfa_authenticate"), {"code": code})
    assert stranger.get("/").status_code == 200


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_forgotten_password_is_replaced_by_a_link_of_an_administrator(
    client: Client, dora: Person, alice: Person, sign_in: SignIn
) -> None:
    page = sign_in(client, dora).post(reverse("password-links", args=[alice.pk])).content.decode()
    link = re.search(r'value="http://testserver(/accounts/password/reset/key/[^"]+)"', page)
    assert link
    stranger = Client()
    form = stranger.get(link[1], follow=True)
    other = "a-quiet-harbour-in-the-morning"
    stranger.post(form.request["PATH_INFO"], {"password1": other, "password2": other})
    alice.refresh_from_db()
    assert alice.check_password(other)
    assert LogEntry.objects.get_for_object(alice).filter(changes__has_key="password link").get().actor == dora


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "socialaccount_connections",
        "sessions",
    ],
)
def test_the_pages_of_an_account_are_in_our_look(client: Client, alice: Person, name: str) -> None:
    show_again(client)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "look/tokens.css" in answer.content.decode()


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_the_pages_before_sign_in_are_in_our_look(client: Client, name: str) -> None:
    assert "look/tokens.css" in client.get(reverse(name)).content.decode()


# The demo


def test_without_the_demo_nobody_becomes_anybody(client: Client, settings: Any) -> None:
    settings.DEMO = False
    assert client.get(reverse("demo-sessions")).status_code == 404
    assert client.post(reverse("demo-sessions"), {"role": "administrator"}).status_code == 404
    assert not Person.objects.exists()


@pytest.mark.parametrize("face", FACES, ids=lambda face: str(face.role))
def test_in_the_demo_one_click_is_enough(client: Client, settings: Any, face: Any) -> None:
    settings.DEMO = True
    assert face.name in client.get(reverse("demo-sessions")).content.decode()
    client.post(reverse("demo-sessions"), {"role": face.role})
    page = client.get("/").content.decode()
    assert face.name in page
    assert "An invented company" in page


def test_a_visitor_of_the_demo_cannot_shut_the_next_one_out(client: Client, settings: Any) -> None:
    settings.DEMO = True
    make_demo_people()
    Person.objects.filter(role=Role.LEAD).update(is_active=False)
    client.post(reverse("demo-sessions"), {"role": "lead"})
    assert client.get("/").status_code == 200


def test_making_the_demos_people_twice_makes_them_once(db: None) -> None:
    make_demo_people()
    make_demo_people()
    assert Person.objects.count() == len(FACES)


# Secrets


def test_links_that_open_doors_are_not_logged() -> None:
    record = logging.LogRecord(
        "django", logging.WARNING, "", 0, "%s: %s", ("Gone", "/invitations/s3cret-tok_en/"), None
    )
    assert WithoutTokens().filter(record)
    assert record.getMessage() == "Gone: /invitations/…/"


def test_invitations_end_after_a_week() -> None:
    assert timedelta(days=7) == LASTS


def test_the_rows_are_as_the_migrations_make_them() -> None:
    call_command("makemigrations", "people", check=True, dry_run=True)
    assert Person._meta.app_label == "people"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on macOS"),
        ("curl/8.9.1", "curl/8.9.1"),
        ("", "A browser without a name"),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_words(user_agent: str, words: str) -> None:
    assert browser(user_agent) == words

"""Sessions: how they end, who sees and ends them, and that a copy of the database opens none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.conf import settings as configured
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import customerhero
from customerhero.web.people.living_sessions import hash_of, part_of, sessions_of
from customerhero.web.people.middleware import POLLS
from customerhero.web.people.models import BrowserSession, Person, SessionEnding
from customerhero.web.people.session_store import SessionStore
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:145.0) Gecko/20100101 Firefox/145.0"
OTHER = "a-quiet-harbour-in-the-morning"
Pass = Callable[[timedelta], None]


def enter(person: Person, browser: str = "", address: str = "198.51.100.23") -> Client:
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=browser)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def key_of(client: Client) -> str:
    return client.cookies[configured.SESSION_COOKIE_NAME].value


def row_of(client: Client) -> BrowserSession:
    return BrowserSession.objects.get(session_key=hash_of(key_of(client)))


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Pass:
    """Let time pass."""
    real, ahead = timezone.now, [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def by(more: timedelta) -> None:
        ahead[0] += more

    return by


# What the database holds


def test_a_copy_of_the_database_opens_no_session(alice: Person) -> None:
    client = enter(alice)
    kept = [str(value) for row in BrowserSession.objects.values() for value in row.values()]
    assert not any(key_of(client) in value for value in kept)
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = row_of(client).session_key
    assert not is_in(thief)
    assert not Session.objects.exists()


def test_what_a_session_keeps_cannot_be_read(alice: Person) -> None:
    client = enter(alice)
    store = SessionStore(key_of(client))
    store["_password_reset_key"] = "d4xyz-a-link-that-opens-the-door"
    store.save()
    data = row_of(client).session_data
    assert SessionStore(key_of(client))["_password_reset_key"] == "d4xyz-a-link-that-opens-the-door"
    with pytest.raises(signing.BadSignature):
        signing.loads(data, salt=store.key_salt)


def test_with_another_secret_key_everybody_signs_in_anew(alice: Person, settings: Any) -> None:
    client = enter(alice)
    settings.SECRET_KEY = "another-key-that-is-long-enough-to-be-one-0123456789"
    assert not is_in(client)


@pytest.mark.parametrize("cookie", ["", "x", "\x00" * 32, "ä" * 40, "a" * 5000])
def test_a_key_nobody_gave_out_opens_nothing(db: None, cookie: str) -> None:
    assert SessionStore(cookie).load() == {}
    assert SessionStore(cookie).get("_auth_user_id") is None


def test_the_async_ways_of_a_session_keep_no_key_either(db: None) -> None:
    assert SessionStore.aload is not SessionStore.__mro__[1].aload  # type: ignore[attr-defined]
    assert SessionStore.asave is not SessionStore.__mro__[1].asave  # type: ignore[attr-defined]


# How they end


def test_a_session_nobody_uses_ends(alice: Person, passing: Pass) -> None:
    client = enter(alice)
    passing(timedelta(hours=7, minutes=59))
    assert is_in(client)
    passing(timedelta(hours=7, minutes=59))
    assert is_in(client)
    passing(timedelta(hours=8, minutes=1))
    assert not is_in(client)


def test_a_session_in_use_ends_too(alice: Person, passing: Pass, settings: Any) -> None:
    assert settings.SESSION_COOKIE_AGE == 14 * 24 * 3600
    settings.SESSION_COOKIE_AGE = 24 * 3600
    client = enter(alice)
    for _ in range(3):  # a day, but for three hours
        passing(timedelta(hours=7))
        client.post(reverse("account"), {"name": "Alice Moreau", "language": "", "time_zone": ""})  # writes the session
        assert is_in(client)
    passing(timedelta(hours=3, minutes=1))
    assert not is_in(client)


def test_signing_in_again_begins_anew(alice: Person, passing: Pass) -> None:
    client = enter(alice)
    began = row_of(client).began_at
    passing(timedelta(hours=1))
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert row_of(client).began_at > began + timedelta(minutes=59)


def test_the_ends_are_settings(alice: Person, passing: Pass, settings: Any) -> None:
    client = enter(alice)
    settings.SESSION_IDLE_SECONDS = 60
    passing(timedelta(seconds=61))
    assert not is_in(client)


def test_a_page_that_asks_again_by_itself_is_no_use(alice: Person, passing: Pass) -> None:
    client = enter(alice)
    passing(timedelta(hours=7))
    client.get(reverse("account"), headers={"Hero-Polls": "yes", "HX-Request": "true"})
    passing(timedelta(hours=2))
    assert not is_in(client)


def test_every_part_that_asks_again_by_itself_says_so() -> None:
    web = Path(customerhero.__file__).parent / "web"
    asking = [
        line for page in web.rglob("*.html") for line in page.read_text().splitlines() if 'hx-trigger="every' in line
    ]
    assert len(asking) >= 3
    assert not [line for line in asking if f'"{POLLS}"' not in line]


def test_what_has_ended_is_forgotten_when_somebody_signs_in(alice: Person, bob: Person, passing: Pass) -> None:
    enter(alice)
    passing(timedelta(hours=9))
    client = enter(bob)
    assert [row.session_key for row in BrowserSession.objects.all()] == [hash_of(key_of(client))]


def test_a_full_disk_does_not_keep_somebody_from_reading(
    alice: Person, passing: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(alice)
    passing(timedelta(minutes=5))

    def full(*_any: Any, **_named: Any) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("django.db.models.query.QuerySet.update", full)
        assert is_in(client)


# One's own


def test_one_sees_where_one_is_signed_in(alice: Person) -> None:
    enter(alice, FIREFOX, "2001:db8:7:9::1")
    page = enter(alice, "curl/8.9.1").get(reverse("sessions")).content.decode()
    assert "Firefox on macOS" in page
    assert "curl/8.9.1" in page
    assert "198.51.100.x" in page
    assert "198.51.100.23" not in page
    assert "2001:db8:7::x" in page
    assert page.count("this one") == 1


def test_one_ends_one(alice: Person) -> None:
    old, other, here = enter(alice), enter(alice), enter(alice)
    here.post(reverse("session-endings"), {"session": row_of(old).session_key})
    assert [is_in(old), is_in(other), is_in(here)] == [False, True, True]


def test_one_ends_the_others(alice: Person, bob: Person) -> None:
    old, other, here, bobs = enter(alice), enter(alice), enter(alice), enter(bob)
    here.post(reverse("session-endings"))
    assert [is_in(old), is_in(other), is_in(here), is_in(bobs)] == [False, False, True, True]


def test_ending_this_one_is_signing_out(alice: Person) -> None:
    here = enter(alice)
    answer = here.post(reverse("session-endings"), {"session": row_of(here).session_key})
    assert answer.headers["Location"] == reverse("account_login")
    assert not is_in(here)


@pytest.mark.parametrize("role", ["employee", "lead", "administrator"])
def test_nobody_ends_somebody_elses_this_way(alice: Person, bob: Person, role: str) -> None:
    Person.objects.filter(pk=alice.pk).update(role=role)
    hers, his = enter(alice), enter(bob)
    for session in (row_of(his).session_key, "no-such-session"):
        assert hers.post(reverse("session-endings"), {"session": session}).status_code == 404
    assert is_in(his)


# Others'


def end_of(client: Client, person: Person, sessions: list[Client], reason: str = "The laptop was stolen") -> Any:
    told = {"session": [row_of(session).session_key for session in sessions], "reason": reason}
    return client.post(reverse("person-session-endings", args=[person.pk]), told, follow=True)


def test_an_administrator_signs_somebody_out_and_the_trail_says_why(dora: Person, alice: Person) -> None:
    stolen, other, here = enter(alice), enter(alice), enter(dora)
    assert "Where they are signed in" in here.get(reverse("person", args=[alice.pk])).content.decode()
    page = end_of(here, alice, [stolen]).content.decode()
    assert "1 browser is signed out." in page
    assert [is_in(stolen), is_in(other)] == [False, True]
    entry = LogEntry.objects.get_for_object(SessionEnding.objects.get()).get()
    assert entry.actor == dora
    assert entry.changes["reason"] == ["None", "The laptop was stolen"]
    assert row_of(other).session_key not in str(entry.changes)


@pytest.mark.parametrize("reason", ["", "  ", "x"])
def test_without_a_reason_nobody_is_signed_out(dora: Person, alice: Person, reason: str) -> None:
    hers = enter(alice)
    assert "say why" in end_of(enter(dora), alice, [hers], reason).content.decode()
    assert is_in(hers)
    assert not SessionEnding.objects.exists()


def test_a_session_of_a_third_is_not_ended_by_the_way(dora: Person, alice: Person, bob: Person) -> None:
    his = enter(bob)
    assert "choose at least one" in end_of(enter(dora), alice, [his]).content.decode()
    assert is_in(his)


# What ends them besides


def test_a_new_password_signs_the_other_browsers_out(alice: Person) -> None:
    other, here = enter(alice), enter(alice)
    told = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    here.post(reverse("account_change_password"), told)
    assert [is_in(other), is_in(here)] == [False, True]
    alice.refresh_from_db()
    assert [row.session_key for row in sessions_of(alice)] == [row_of(here).session_key]


def test_a_password_changed_by_other_means_leaves_no_dead_browser_in_the_list(alice: Person) -> None:
    enter(alice)
    alice.set_password(OTHER)
    alice.save()
    assert sessions_of(alice) == []


def set_person(client: Client, person: Person, **told: str) -> Any:
    known = {"name": person.name, "role": person.role, "team": "", "fact_person_id": "", "is_active": "on"}
    return client.post(reverse("person", args=[person.pk]), {key: v for key, v in {**known, **told}.items() if v})


@pytest.mark.parametrize(
    ("told", "stays"), [({"role": "lead"}, False), ({"is_active": ""}, False), ({"name": "Alice M."}, True)]
)
def test_another_role_or_a_pause_signs_out_and_another_name_does_not(
    dora: Person, alice: Person, told: dict[str, str], stays: bool
) -> None:
    hers = enter(alice)
    set_person(enter(dora), alice, **told)
    assert is_in(hers) is stays
    assert bool(sessions_of(alice)) is stays


def test_who_takes_a_role_off_themselves_stays_here_and_nowhere_else(dora: Person, alice: Person) -> None:
    Person.objects.filter(pk=alice.pk).update(role="administrator")
    other, here = enter(dora), enter(dora)
    set_person(here, dora, role="lead")
    assert [is_in(other), is_in(here)] == [False, True]


# Small things


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("203.0.113.7", "203.0.113.x"),
        ("2001:db8:1:2:3::4", "2001:db8:1::x"),
        ("::1", "::x"),
        ("0.0.0.0", ""),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_an_address_is_kept_in_part(address: str, part: str) -> None:
    assert part_of(address) == part


def test_a_browsers_name_with_letters_a_database_does_not_take(alice: Person) -> None:
    client = enter(alice, "Fire\x00fox" + "x" * 500)
    assert row_of(client).browser == ("Firefox" + "x" * 500)[:200]


def test_a_row_that_is_gone_cannot_be_written(alice: Person) -> None:
    client = enter(alice)
    store = SessionStore(key_of(client))
    store["more"] = 1
    BrowserSession.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not BrowserSession.objects.exists()


def test_a_sessions_beginning_is_told_with_its_zone(alice: Person) -> None:
    assert datetime.fromisoformat(SessionStore(key_of(enter(alice)))["_began"]).tzinfo is not None

"""Guessing at passwords is stopped, and its victim is not shut out with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customerhero.web.people import mailing, ways_in
from customerhero.web.people.models import Person
from tests.web.conftest import PASSWORD
from tests.web.test_second_step import code_of, with_app
from tests.web.waiting_for import until

pytestmark = pytest.mark.django_db
HOME, ATTACKER = "198.51.100.7", "203.0.113.66"


@pytest.fixture(autouse=True)
def _mails(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True


def at(address: str, **headers: str) -> Client:
    return Client(REMOTE_ADDR=address, **headers)


def enter(client: Client, person: str = "alice@example.com", password: str = PASSWORD) -> int:
    return int(client.post(reverse("account_login"), {"login": person, "password": password}).status_code)


def guess(times: int, address: str = ATTACKER, person: str = "alice@example.com") -> list[int]:
    return [enter(at(address), person, f"wrong-{number}") for number in range(times)]


def addresses(many: int) -> Iterator[str]:
    return (f"203.{number // 200}.{number % 200}.1" for number in range(many))


# By account and address


def test_the_owner_comes_in_at_another_address(alice: Person) -> None:
    assert guess(6) == [200] * 5 + [429]
    assert enter(at(ATTACKER)) == 429
    assert enter(at(HOME)) == 302


@pytest.mark.parametrize("spelling", ["ALICE@example.com", " alice@example.com ", "alice@EXAMPLE.com"])
def test_spelling_the_account_otherwise_gives_no_more_tries(alice: Person, spelling: str) -> None:
    guess(5)
    assert enter(at(ATTACKER), spelling) == 429


def test_an_address_guesses_at_twenty_accounts_at_most(db: None) -> None:
    assert [guess(1, person=f"somebody{number}@example.com")[0] for number in range(22)] == [200] * 20 + [429] * 2


def test_a_line_of_ipv6_is_one_address(alice: Person) -> None:
    answers = [guess(1, address=f"2001:db8:1:2::{number}")[0] for number in range(1, 7)]
    assert answers == [200] * 5 + [429]
    assert enter(at("2001:db8:1:3::1")) == 302


def test_signing_in_rightly_is_not_counted(alice: Person) -> None:
    assert [enter(at(HOME)) for _ in range(8)] == [302] * 8


def test_a_pause_says_when_it_ends_and_how_to_come_in(alice: Person) -> None:
    guess(5)
    answer = at(ATTACKER).post(reverse("account_login"), {"login": "alice@example.com", "password": "x"})
    assert answer.headers["Retry-After"] == "300"
    assert reverse("ways-in") in answer.content.decode()


def test_one_account_says_the_same_as_none(alice: Person) -> None:
    def page(person: str) -> str:
        answers = [
            at(ATTACKER).post(reverse("account_login"), {"login": person, "password": "wrong"}) for _ in range(6)
        ]
        told = "".join(f"{answer.status_code} {answer.content.decode()}" for answer in answers)
        return re.sub(r'value="[A-Za-z0-9]{64}"', "", told).replace(person, "")

    assert page("alice@example.com") == page("nobody@example.com")


# By account


@pytest.fixture
def ten_an_hour(settings: Any) -> None:
    """Ten attempts an hour at one account, instead of a hundred."""
    assert settings.ACCOUNT_RATE_LIMITS["login_account"] == "100/h/key"
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"].startswith("5/5m/key")  # so that one address makes no hundred
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_account": "10/h/key"}


@pytest.fixture
def guessed_from_everywhere(alice: Person, ten_an_hour: None) -> None:
    """Guesses at Alice's password, each from another address."""
    answers = [enter(at(address), password="wrong") for address in addresses(11)]
    assert answers == [200] * 10 + [429]


@pytest.mark.usefixtures("guessed_from_everywhere")
def test_guesses_from_everywhere_pause_the_account_and_a_mail_opens_it(alice: Person) -> None:
    home = at(HOME)
    assert enter(home) == 429
    asked = home.post(reverse("ways-in"), {"email": "Alice@example.com"}, follow=True)
    assert "a link is on its way" in asked.content.decode()
    link = link_in(mail.outbox[-1])
    assert "Come in, Alice Moreau" in home.get(link).content.decode()
    assert home.get(reverse("account")).status_code == 302  # looking at the link is not using it
    assert home.post(link).headers["Location"] == reverse("desk")
    assert home.get(reverse("account")).status_code == 200
    assert at(HOME).post(link).status_code == 410  # once


@pytest.mark.usefixtures("ten_an_hour")
def test_a_browser_the_owner_was_signed_in_with_is_not_paused(alice: Person, bob: Person) -> None:
    known = at(HOME)
    enter(known)
    known.get(reverse("account"))
    known.post(reverse("account_logout"))
    bobs = at(HOME)
    enter(bobs, bob.email)
    bobs.get(reverse("account"))
    bobs.post(reverse("account_logout"))
    for address in addresses(11):
        enter(at(address), password="wrong")
    assert enter(known) == 302
    assert enter(bobs) == 429  # his browser is known for him, not for her


def link_in(sent: EmailMessage) -> str:
    found = re.search(r"http://testserver(/account/way-in/\S+)", str(sent.body))
    assert found
    return found[1]


def link_for(person: Person) -> str:
    return reverse("way-in", args=[ways_in.token_for(person)])


# The link by mail


def test_the_second_step_is_asked_for_all_the_same(alice: Person) -> None:
    secret = with_app(alice)
    client = at(HOME)
    assert client.post(link_for(alice)).headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("account")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("account")).status_code == 200


@pytest.mark.parametrize("what", ["password", "pause", "time", "sign-in", "forged"])
def test_a_link_that_is_closed(alice: Person, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    link = link_for(alice)
    if what == "password":
        alice.set_password("a-quiet-harbour-in-the-morning")
        alice.save()
    if what == "pause":
        Person.objects.update(is_active=False)
    if what == "time":
        monkeypatch.setattr(ways_in, "LASTS", -ways_in.LASTS)
    if what == "sign-in":
        Person.objects.update(last_login=timezone.now())
    if what == "forged":
        link = link[:-5] + "xxxx/"
    client = at(HOME)
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "Ask for another" in answer.content.decode()
    assert client.get(reverse("account")).status_code == 302


def test_nobody_is_told_whether_somebody_is_here(alice: Person) -> None:
    answers = [at(HOME).post(reverse("ways-in"), {"email": email}) for email in (alice.email, "nobody@example.com")]
    assert len({(answer.status_code, answer.headers["Location"], answer.content) for answer in answers}) == 1


# Mails


@pytest.mark.parametrize("name", ["ways-in", "account_reset_password"])
def test_mails_to_one_recipient_are_limited_and_the_answer_stays_the_same(alice: Person, name: str) -> None:
    answers = [at(address).post(reverse(name), {"email": alice.email}) for address in addresses(8)]
    assert {answer.status_code for answer in answers} == {302}
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("name", ["ways-in", "account_reset_password"])
def test_an_unknown_address_gets_one_mail_a_day(db: None, name: str) -> None:
    for address in addresses(4):
        at(address).post(reverse(name), {"email": "Nobody@example.com"})
    assert len(mail.outbox) == 1
    assert "Nobody here has it" in mail.outbox[0].body
    assert "signup" not in mail.outbox[0].body


@pytest.mark.parametrize("name", ["ways-in", "account_reset_password"])
def test_a_sender_is_limited(db: None, name: str) -> None:
    asked = [at(HOME).post(reverse(name), {"email": f"somebody{number}@example.com"}) for number in range(7)]
    assert [answer.status_code for answer in asked] == [302] * 5 + [429] * 2


def test_somebody_paused_gets_no_link(charlie: Person) -> None:
    at(HOME).post(reverse("ways-in"), {"email": charlie.email})
    assert "way-in" not in "".join(str(sent.body) for sent in mail.outbox)


def test_a_mail_is_written_in_the_recipients_language(alice: Person) -> None:
    Person.objects.update(language="de")
    at(HOME).post(reverse("ways-in"), {"email": alice.email})
    assert mail.outbox[0].subject == "Ihr Weg in den Customer Hero"
    assert "dieser Link lässt Sie ein" in mail.outbox[0].body


def test_a_slow_mail_server_holds_no_page_up(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    told: list[str] = []

    def hand_over(_backend: EmailBackend, mails: list[EmailMessage]) -> int:
        if mails[0].subject == "first":
            raise ConnectionRefusedError("mail.example.com refused dora@example.com")
        told.append(mails[0].subject)
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", hand_over)
    for subject in ("first", "second"):
        assert mailing.BehindThePage().send_messages([EmailMessage(subject, "…", to=["dora@example.com"])]) == 1
    until(lambda: told == ["second"], 10, "the second mail is sent")
    assert "could not be sent: ConnectionRefusedError" in caplog.text
    assert "dora@example.com" not in caplog.text


def test_mails_that_cannot_wait_are_dropped_with_a_word(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr(mailing._WAITING, "acquire", lambda blocking: False)
    assert mailing.BehindThePage().send_messages([EmailMessage("s", "…", to=["dora@example.com"])]) == 0
    assert "too many wait" in caplog.text


# Behind proxies


def test_behind_proxies_each_visitor_is_counted_alone(alice: Person, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    told = {"login": "alice@example.com", "password": "wrong"}

    def ask(forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded}
        return int(at("10.0.0.1").post(reverse("account_login"), told, headers=headers).status_code)

    assert [ask(f"6.6.6.{number}, {ATTACKER}") for number in range(6)] == [200] * 5 + [429]
    assert ask(HOME) == 200


@pytest.mark.parametrize("forwarded", [None, "", "nonsense", "1.2.3.4", "1.2.3.4, nonsense, x", ",,", "[::1]:443, ::1"])
@pytest.mark.parametrize("line", ["10.0.0.1", "", "unix:"])
def test_who_passes_the_proxies_by_is_counted_by_their_line(
    alice: Person, settings: Any, forwarded: str | None, line: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    client = at(line)
    told = {"login": "alice@example.com", "password": PASSWORD}
    assert client.post(reverse("account_login"), told, headers=headers).status_code == 302
    assert client.get(reverse("account"), headers=headers).status_code == 200


# A full disk


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "ways-in"])
def test_a_full_disk_is_not_told_as_too_many(alice: Person, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_any, **_named: False)  # as the database's cache does, without a word
    monkeypatch.setattr(cache, "set", lambda *_any, **_named: None)
    monkeypatch.setattr("allauth.core.internal.ratelimit.CACHE_LOCK_WAIT_TIMEOUT", 0)
    told = {"login": alice.email, "password": PASSWORD, "email": alice.email}
    answer = at(HOME).post(reverse(name), told)
    assert answer.status_code == 503
    assert "perhaps its disk is full" in answer.content.decode()


# Letters no database takes


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("account_login", ("login", "password")),
        ("account_reset_password", ("email",)),
        ("ways-in", ("email",)),
    ],
)
@pytest.mark.parametrize("text", ["alice\x00@example.com", "\x00", "alice@example.com\ud800", "a" * 300_000])
def test_odd_letters_in_the_forms_of_signing_in(alice: Person, name: str, fields: tuple[str, ...], text: str) -> None:
    for field in fields:
        told = {"login": alice.email, "password": PASSWORD, "email": alice.email, field: text}
        coded = urlencode(told, errors="surrogatepass")
        url = f"{reverse(name)}?next=/%F0%9F"
        answer = at(HOME).post(url, coded, content_type="application/x-www-form-urlencoded")
        # 302 says the same of an address that no mail server knows; a NUL no database takes, and so no page
        assert answer.status_code in ((400,) if "\0" in text else (200, 302))
    assert mail.outbox == []


@pytest.mark.parametrize(
    "path", ["/account/way-in/%00/", "/account/way-in/x:y:z/", "/accounts/password/reset/key/1-%00/"]
)
def test_odd_letters_in_links(db: None, path: str) -> None:
    assert at(HOME).get(path).status_code < 500
    assert at(HOME).post(path).status_code < 500

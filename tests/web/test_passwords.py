"""Passwords that others try first are refused, with the reason, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from customerhero.web.people.models import Person
from tests.web.conftest import PASSWORD

LEAD = Person(name="Lead Two Lead", email="lead.two@nordlicht.example")


def refused(password: str, person: Any = LEAD) -> str:
    """The sentences of the refusal; nothing when it is taken."""
    try:
        validate_password(password, person)
    except ValidationError as trouble:
        return " ".join(trouble.messages)
    return ""


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("aaaaaaaaaaaa", "repeats itself"),
        ("            ", "repeats itself"),
        ("\t\t\t\t\t\t\t\t\t\t\t\t", "repeats itself"),
        ("ääääääääääää", "repeats itself"),
        ("abcabcabcabc", "repeats itself"),
        ("123456789012", "passwords that many people use"),
        ("abcdefghijklmn", "as everybody expects"),
        ("qwertyuiopas", "passwords that many people use"),
        ("poiuztrewq12", "passwords that many people use"),
        ("customerhero", "the name of this workplace"),
        ("CustomerHero2026", "the name of this workplace"),
        ("C u s t o m e r H e r o", "the name of this workplace"),
        ("letmeinletmein", "repeats itself"),
        ("password1234", "too common"),
        ("Passw0rd!2026", "passwords that many people use"),
        ("sunshine sunshine", "passwords that many people use"),
        ("Lead Two Lead", "your name"),
        ("lead two lead 1", "your name"),
        ("lead.two@nordlicht.example", "your name"),
        ("nordlicht2026!", "your name"),
        ("Larkfield Home & Energy", "the name of this workplace"),
        ("larkfieldenergy1", "the name of this workplace"),
        ("1984-05-12 1984", ""),
        ("short", "at least 12 characters"),
    ],
)
def test_what_others_try_first_is_refused(password: str, reason: str, settings: Any) -> None:
    settings.COMPANY = "Larkfield Home & Energy"
    told = refused(password)
    assert told
    assert reason in told


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "kd8#Lq2!vRz0",
        "drei grüne Leuchttürme im Nebel",
        "灯台への長い道のりを歩く人々",
        "x7" * 3 + "Kq!9pLm2 vTz" + "words and more words " * 400,
    ],
)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    assert refused(password) == ""


def test_the_reason_is_told_in_german_too() -> None:
    with translation.override("de"):
        told = refused("aaaaaaaaaaaa")
    assert "Es wiederholt sich." in told
    assert "schwerer zu erraten" in told


def test_a_workplace_without_a_name_and_a_person_without_one(settings: Any) -> None:
    settings.COMPANY = ""
    assert refused("customerhero", None)
    assert refused(PASSWORD, None) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["alice moreau 1", "aaaaaaaaaaaa", "            "])
def test_changing_and_resetting_ask_the_same(client: Client, alice: Person, password: str) -> None:
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    told = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post(reverse("account_change_password"), told)
    assert "harder to guess" in answer.content.decode()
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)

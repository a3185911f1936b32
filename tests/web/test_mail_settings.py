"""Where mails are handed over, from one address."""

from __future__ import annotations

import pytest

from customerhero.errors import HeroError
from customerhero.web.configuration import mail_server, origin


def test_the_parts_of_an_address() -> None:
    server = mail_server("smtp://hero%40example.com:p%2Fss@mail.example.com")
    assert (server.host, server.port, server.user, server.password) == (
        "mail.example.com",
        587,
        "hero@example.com",
        "p/ss",
    )
    assert not server.secure


def test_tls_from_the_first_byte_has_its_own_port() -> None:
    server = mail_server("smtps://mail.example.com")
    assert (server.port, server.secure) == (465, True)


def test_without_an_address_there_is_no_server() -> None:
    assert mail_server("").host == ""


def test_the_password_is_not_told_when_the_server_is_printed() -> None:
    assert "s3cret" not in repr(mail_server("smtp://me:s3cret@mail.example.com"))


@pytest.mark.parametrize("url", ["mail.example.com", "https://mail.example.com", "smtp://"])
def test_another_kind_of_address_is_told_without_what_it_says(url: str) -> None:
    with pytest.raises(HeroError, match="MAIL_URL is no address"):
        mail_server(url)


@pytest.mark.parametrize(
    ("url", "found"),
    [("https://id.example.com:8443/realms/a", "https://id.example.com:8443"), ("", ""), ("id.example.com", "")],
)
def test_the_origin_of_an_address(url: str, found: str) -> None:
    assert origin(url) == found

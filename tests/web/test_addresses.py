"""Where a request comes from: the front, the counting of passwords and the trail know the same address."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from customerhero.web.addresses import NOWHERE, site_of, visitor_of
from customerhero.web.people.audit import WithActor
from customerhero.web.serving.front.environ import environ_of, visitor

PROXY: Final = "10.0.0.1"
FORMS: Final = [
    # proxies, X-Forwarded-For, the address
    (0, "1.2.3.4", PROXY),
    (1, None, PROXY),
    (1, "", PROXY),
    (1, "1.2.3.4", "1.2.3.4"),
    (1, "1.2.3.4:5678", "1.2.3.4"),
    (1, "1.2.3.4:60001", "1.2.3.4"),
    (1, " 1.2.3.4\t", "1.2.3.4"),
    (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
    (1, "9.9.9.9,", PROXY),
    (1, "9.9.9.9, ", PROXY),
    (1, ",,", PROXY),
    (1, ",1.2.3.4", "1.2.3.4"),
    (1, "unknown", PROXY),
    (1, "_hidden", PROXY),
    (1, "9.9.9.9, nonsense", PROXY),
    (1, "1.2.3.4:port", PROXY),
    (1, "1.2.3.4:", PROXY),
    (1, "1.2.3.4 5.6.7.8", PROXY),
    (1, "256.1.1.1", PROXY),
    (1, "01.2.3.4", PROXY),
    (1, "\u0661.2.3.4".encode().decode("latin-1"), PROXY),
    (1, "::ffff:1.2.3.4", "1.2.3.4"),
    (1, "::FFFF:102:304", "1.2.3.4"),
    (1, "[::ffff:1.2.3.4]:443", "1.2.3.4"),
    (1, "2001:DB8::0:1", "2001:db8::1"),
    (1, "[2001:db8::1]", "2001:db8::1"),
    (1, "[2001:db8::1]:443", "2001:db8::1"),
    (1, "[2001:db8::1", PROXY),
    (1, "[2001:db8::1]443", PROXY),
    (1, "fe80::1%eth0", "fe80::1"),
    (1, "[fe80::1%25eth0]:443", "fe80::1"),
    (2, "1.2.3.4", PROXY),
    (2, "1.2.3.4, 10.0.0.2", "1.2.3.4"),
    (2, "9.9.9.9, 1.2.3.4:5678, 10.0.0.2", "1.2.3.4"),
    (2, "9.9.9.9, , 10.0.0.2", PROXY),
]


def scope(forwarded: str | None, line: str) -> dict[str, Any]:
    """A request as the front has it; a header may be sent in several lines."""
    sent = [] if forwarded is None else [(b"x-forwarded-for", part.encode("latin-1")) for part in forwarded.split("|")]
    return {
        "type": "http",
        "method": "GET",
        "http_version": "1.1",
        "scheme": "http",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [(b"host", b"testserver"), *sent],
        "client": (line, 1) if line else None,
    }


def all_say(asked: dict[str, Any], proxies: int) -> tuple[str, str, str]:
    """Whom the front counts, whom the count of passwords counts, and what the trail keeps."""
    request = RequestFactory().get("/")
    request.META = environ_of(asked, BytesIO(), 0)
    address = str(get_adapter(request).get_client_ip(request))
    counted = get_adapter(request)._get_login_attempts_cache_key(request, email="a@example.com")
    assert str(counted).endswith(f":{site_of(address)}")
    return visitor(asked, proxies), site_of(address), str(WithActor._get_remote_addr(request))


@pytest.mark.parametrize(("proxies", "forwarded", "address"), FORMS)
def test_every_form_of_a_forwarded_address_is_the_same_address_to_all(
    settings: Any, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert visitor_of(forwarded or "", PROXY, proxies) == address
    assert all_say(scope(forwarded, PROXY), proxies) == (site_of(address), site_of(address), address)


@pytest.mark.parametrize(
    ("line", "address"),
    [("", NOWHERE), ("unix:", NOWHERE), ("::ffff:10.0.0.1", PROXY), ("::1", "::1"), ("fe80::1%eth0", "fe80::1")],
)
def test_every_kind_of_line_is_the_same_to_all(settings: Any, line: str, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert all_say(scope(None, line), 1) == (site_of(address), site_of(address), address)


def test_a_header_in_several_lines_is_one(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert all_say(scope("9.9.9.9|1.2.3.4:5678", PROXY), 1) == ("1.2.3.4", "1.2.3.4", "1.2.3.4")


def test_an_address_of_ipv6_stands_for_its_network_and_one_of_ipv4_for_itself() -> None:
    assert site_of("2001:db8:1:2:3:4:5:6") == site_of("2001:db8:1:2::1") != site_of("2001:db8:1:3::1")
    assert site_of("192.0.2.1") == site_of("::ffff:192.0.2.1") != site_of("::ffff:192.0.2.2")
    assert site_of("nonsense") == "nonsense"


@given(st.text(st.sampled_from("0123456789abcf.:,%[] \x00é"), max_size=40), st.integers(0, 3))
def test_nothing_a_stranger_sends_before_the_proxys_word_changes_who_they_are(sent: str, proxies: int) -> None:
    behind = [f"192.0.2.{number}" for number in range(1, proxies + 1)]
    assert visitor_of(", ".join([sent, *behind]), PROXY, proxies) == (behind[0] if proxies else PROXY)

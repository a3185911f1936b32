"""The configurations of nginx and Caddy in docs/serving.md, run before a real workplace."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from textwrap import dedent
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.web.clerk import file_of
from tests.web.waiting_for import until
from tests.web.workplace import Workplace

DOCS = Path(__file__).parents[2] / "docs" / "serving.md"
NAME = "hero.example.com"
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])
_HTTP = """
daemon off; pid {folder}/nginx.pid; error_log stderr; {user}
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/proxied; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{documented}
}}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    settings = {"HERO_HTTPS": "yes", "HERO_TRUSTED_PROXIES": "1", "HERO_ALLOWED_HOSTS": NAME, "HERO_DEMO": "yes"}
    place = Workplace(
        tmp_path_factory.mktemp("workplace"), **settings, HERO_ORIGINS=f"https://{NAME}", HERO_PATIENCE="60"
    )
    place.start()
    until(lambda: f"served at https://{NAME}" in place.told, 90)
    yield place
    assert place.end() == 0


@pytest.mark.slow
@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_the_documented_proxy_serves_the_workplace(place: Workplace, proxy: str, tmp_path: Path) -> None:
    program = shutil.which(proxy, path=_PATH)
    if program is None or shutil.which("openssl") is None:
        pytest.skip(f"{proxy} or openssl is not installed")
    port = _free_port()
    process = subprocess.Popen(_command(program, proxy, tmp_path, port, _port_of(place)))
    try:
        until(lambda: _listens(port), 20, f"{proxy} listens")
        _use(Browser(port), port, _port_of(place), forms_wait=proxy == "nginx")
    finally:
        process.terminate()
        process.wait(20)
    assert "Traceback" not in place.told


def _use(browser: Browser, port: int, behind: int, *, forms_wait: bool) -> None:
    assert browser.ask("GET", reverse("demo-sessions"))[0] == 200
    assert set(browser.cookies) == {"__Host-csrftoken"}
    assert browser.form(reverse("demo-sessions"), {"role": "administrator"})[0] == 302
    assert browser.ask("GET", "/")[0] == 200
    assert re.search(r"/uploads/\d+/$", browser.upload(1)[1])
    assert browser.ask("GET", "/metrics")[0] == 403
    assert browser.ask("POST", reverse("account_login"), b"x" * 4_000_000)[0] == 413
    with _tls(port) as slow:
        slow.sendall(f"POST /accounts/login/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 1000\r\n\r\nlo".encode())
        assert browser.ask("GET", "/")[0] == 200
        if forms_wait:
            until(lambda: _connections(behind) == 0, 10, "the slow body is not passed on")


class Browser:
    """A browser that speaks to the proxy."""

    def __init__(self, port: int) -> None:
        self.cookies: dict[str, str] = {}
        self._port = port

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "text/plain") -> tuple[int, str]:
        with closing(http.client.HTTPSConnection("127.0.0.1", self._port, timeout=30, context=_unchecked())) as line:
            line.sock = _tls(self._port)
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Host": NAME, "Cookie": cookies, "Origin": f"https://{NAME}", "Content-Type": kind}
            line.request(method, path, body, headers)
            answer = line.getresponse()
            answer.read()
            assert answer.headers.get("Strict-Transport-Security") or answer.status in (403, 413)
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
            return answer.status, answer.headers.get("Location", "")

    def form(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        whole = {"csrfmiddlewaretoken": self.cookies["__Host-csrftoken"], **fields}
        return self.ask("POST", path, urlencode(whole).encode(), "application/x-www-form-urlencoded")

    def upload(self, number: int) -> tuple[int, str]:
        parts = {
            'name="csrfmiddlewaretoken"': self.cookies["__Host-csrftoken"],
            f'name="file"; filename="events {number}.csv"': file_of(number),
        }
        body = "".join(
            f"--edge\r\nContent-Disposition: form-data; {name}\r\n\r\n{text}\r\n" for name, text in parts.items()
        )
        return self.ask(
            "POST", reverse("uploads"), f"{body}--edge--\r\n".encode(), "multipart/form-data; boundary=edge"
        )


def _command(program: str, proxy: str, folder: Path, port: int, behind: int) -> list[str]:
    certificate, key = folder / "hero.crt", folder / "hero.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
         "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key),
         "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    text = documented(proxy).replace("127.0.0.1:8321", f"127.0.0.1:{behind}")
    file = folder / f"{proxy}.conf"
    if proxy == "nginx":
        text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
        text = text.replace("/etc/ssl/hero.crt", str(certificate)).replace("/etc/ssl/hero.key", str(key))
        user = "user root;" if os.geteuid() == 0 else ""
        file.write_text(_HTTP.format(folder=folder, user=user, documented=text))
        return [program, "-p", str(folder), "-c", str(file)]
    text = text.replace(f"{NAME} {{", f"https://{NAME}:{port} {{\n    tls {certificate} {key}", 1)
    file.write_text(f"{{\n    admin off\n    auto_https off\n}}\n{text}")
    return [program, "run", "--config", str(file), "--adapter", "caddyfile"]


def documented(proxy: str) -> str:
    """The configuration the documents show."""
    after = DOCS.read_text(encoding="utf-8").partition(f"### {'nginx' if proxy == 'nginx' else 'Caddy'}\n")[2]
    block = re.search(r"(?:^ {4}.*\n)+", after, re.M)
    assert block is not None
    return dedent(block[0])


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _tls(port: int) -> ssl.SSLSocket:
    return _unchecked().wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=30), server_hostname=NAME)


def _port_of(place: Workplace) -> int:
    """Where it really listens: it tells the address of its proxy."""
    served = place.processes("serving.web")[0]
    return int(Path(f"/proc/{served}/cmdline").read_bytes().split(b"\0")[-2])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _connections(port: int) -> int:
    """How many are connected to a port of this machine."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(int(row[1].rpartition(":")[2], 16) == port and row[3] == "01" for row in rows)

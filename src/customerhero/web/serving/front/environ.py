"""A request as the application knows it (WSGI)."""

from __future__ import annotations

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from customerhero.web.addresses import site_of, visitor_of
from customerhero.web.serving.front.answers import Environ

Scope = dict[str, Any]
_OWN = {"CONTENT_TYPE", "CONTENT_LENGTH"}


def environ_of(scope: Scope, body: IO[bytes], size: int) -> Environ:
    """The environ of a request whose body is of that size."""
    host, port = scope.get("server") or ("", 0)
    given: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": peer(scope),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    _add_headers(given, scope)
    return given | ({"CONTENT_LENGTH": str(size)} if size else {})


def header(scope: Scope, wanted: bytes) -> str:
    """A header's text, several joined; empty when it was not sent."""
    return ",".join(text.decode("latin-1") for name, text in scope["headers"] if name == wanted)


def peer(scope: Scope) -> str:
    """The address at the other end of the connection."""
    return str((scope.get("client") or ("",))[0])


def visitor(scope: Scope, proxies: int) -> str:
    """Whose request it is: of the address that the trusted proxies tell, or of the other end."""
    return site_of(visitor_of(header(scope, b"x-forwarded-for"), peer(scope), proxies))


def _add_headers(given: Environ, scope: Scope) -> None:
    for name, text in scope["headers"]:
        if b"_" in name:  # it would be taken for the one with a dash, which a proxy may have checked
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in _OWN else f"HTTP_{key}"
        told = text.decode("latin-1")
        joint = "; " if key == "HTTP_COOKIE" else ","
        given[key] = f"{given[key]}{joint}{told}" if key in given else told
    given.pop("CONTENT_LENGTH", None)

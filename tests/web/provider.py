"""A small OpenID Connect provider on this machine: it vouches for whoever it is told to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt


class Provider(ThreadingHTTPServer):
    """What it says of the person who signs in there."""

    claims: dict[str, Any]
    signed: dict[str, Any] | None = None
    """What the token says of them, when there is one."""
    token: dict[str, Any] | None = None
    """What is handed out for a code, instead of what should be."""
    describes: Any = None
    """How it describes itself, instead of how it should."""
    is_broken = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        base = self.server.address
        known = {
            "/.well-known/openid-configuration": {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/userinfo": self.server.claims,
        }
        if self.server.describes is not None:
            known["/.well-known/openid-configuration"] = self.server.describes
        self._say(known[self.path])

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        token = {"access_token": "an-access-token", "token_type": "Bearer", "expires_in": 300}
        if self.server.signed is not None:
            base, now = self.server.address, int(time.time())
            about = {"iss": base, "aud": "hero", "iat": now, "exp": now + 300, **self.server.signed}
            token["id_token"] = jwt.encode(about, "a-key-nobody-checks-as-the-line-is-the-providers", "HS256")
        self._say(token if self.server.token is None else self.server.token)

    def log_message(self, *_words: Any) -> None:
        """Nothing."""

    def _say(self, what: Any) -> None:
        told = json.dumps(what).encode()
        self.send_response(503 if self.server.is_broken else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)


@contextmanager
def running_provider(**claims: Any) -> Iterator[Provider]:
    """A provider for as long as it is needed."""
    with Provider(("127.0.0.1", 0), _Answers) as server:
        server.claims = claims
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

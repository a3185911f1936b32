"""How the workplace is served. Nothing here imports Django: the process that watches the others stays small."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from customerhero.errors import HeroError

EVERYWHERE: Final = ("0.0.0.0", "::", "")  # noqa: S104  # compared with, not bound to


@dataclass(frozen=True)
class Options:
    """Where the data are, what address is listened at, and whether this is the demo."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8321
    demo: bool = False
    company: str = ""

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        host = socket.gethostname() if self.host in EVERYWHERE else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def environment(options: Options) -> dict[str, str]:
    """The environment of the processes that serve."""
    host = socket.gethostname() if options.host in EVERYWHERE else options.host
    hosts = [part for part in (os.environ.get("HERO_ALLOWED_HOSTS", ""), host) if part]
    given = {
        "DJANGO_SETTINGS_MODULE": "customerhero.web.settings",
        "HERO_DATA": str(options.data.expanduser().absolute()),
        "HERO_ALLOWED_HOSTS": ",".join(hosts),
    }
    if options.demo:
        given |= {"HERO_DEMO": "yes", "HERO_COMPANY": options.company}
    return {**os.environ, **given}


def with_free_port(options: Options) -> Options:
    """The options with port 0 turned into a free one; HeroError when the port is taken or may not be used."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((options.host, options.port))
        except (OSError, OverflowError) as trouble:
            reason = getattr(trouble, "strerror", None) or trouble
            raise HeroError(
                f"Port {options.port} of {options.host} cannot be used: {reason}.",
                "Is Customer Hero served there already? Stop that, or choose another port: "
                f"--port {options.port + 1 if options.port < 65_535 else 8321}",
            ) from trouble
        return replace(options, port=trial.getsockname()[1])

"""How uvicorn is to listen: one process, connections of ours, nothing told of itself."""

from __future__ import annotations

from typing import Final

from uvicorn import Config

from customerhero.web.serving.front.application import Front
from customerhero.web.serving.front.connections import Doorkeeper

LARGEST_HEAD: Final = 32_768
IDLE: Final = 15
"""Seconds a connection may stay open between two requests."""
END: Final = 60
"""Seconds to finish what is being answered when asked to end."""


def configuration(front: Front, keeper: Doorkeeper, host: str = "127.0.0.1", port: int = 0) -> Config:
    """How uvicorn is to serve."""
    return Config(
        front, host, port,
        http=keeper.connection,  # type: ignore[arg-type]  # called as a class would be
        ws="none", lifespan="off", loop="asyncio", log_config=None, access_log=False, proxy_headers=False,
        server_header=False, backlog=1024, timeout_keep_alive=IDLE, timeout_graceful_shutdown=END,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )  # fmt: skip

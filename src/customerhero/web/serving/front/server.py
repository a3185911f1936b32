"""The server with everything it needs of the workplace."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from uvicorn import Server

from customerhero.web.serving.front.application import Front
from customerhero.web.serving.front.connections import Doorkeeper
from customerhero.web.serving.front.limits import Limits, room_for_connections
from customerhero.web.serving.front.listening import configuration
from customerhero.web.serving.metrics import count_cut
from customerhero.web.serving.watching import note_refusal
from customerhero.web.wsgi import application


def run(host: str, port: int) -> None:
    """Serve until asked to end."""
    logging.getLogger("uvicorn").setLevel(logging.ERROR)  # who speaks no HTTP is told so; no line for each
    told = limits()
    front = Front(application, told, Path(settings.UPLOADS), reverse("uploads"), note_refusal)
    Server(configuration(front, Doorkeeper(told, count_cut), host, port)).run()


def limits() -> Limits:
    """How long and for how much is waited here."""
    return Limits(
        patience=settings.PATIENCE,
        of_an_address=settings.ADDRESS_LIMIT,
        connections=room_for_connections(Limits.connections),
        proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT,
    )

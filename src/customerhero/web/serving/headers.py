"""Headers of every answer: nothing of ours is kept by a cache, used by another site, or given a device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

_DEVICES: Final = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_OWN: Final = ("publickey-credentials-create", "publickey-credentials-get")
"""What passkeys need."""
ALWAYS: Final = {
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in _DEVICES), *(f"{name}=(self)" for name in _OWN)]),
    "Cross-Origin-Resource-Policy": "same-origin",
}


def with_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Add them; what says itself how long it may be kept, as static files do, is left as it is."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, text in ALWAYS.items():
            response.headers.setdefault(name, text)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer

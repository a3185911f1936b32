"""What a single sign-on provider says of a person, looked at before it is believed.

OpenID Connect has it that `sub` names a person, is a text, and is the same wherever the provider tells it. Whatever is
not so ends in the page that says that single sign-on did not work.
"""

from __future__ import annotations

import json
from typing import Any, Final

from allauth.socialaccount.providers.base.provider import ProviderException
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest

_LONGEST: Final = 191
"""Letters of a `sub`; as many as are kept."""
_IN_WORDS: Final = {"true": True, "false": False}


class CarefulProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """An OpenID Connect provider whose answers may be wrong."""

    package = "allauth.socialaccount.providers.openid_connect"

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        """Who it is, when the provider says so in the way it should."""
        _look_at(response)
        parts = {name: _usable(part) for name, part in response.items()}
        told, signed = parts.get("userinfo"), parts.get("id_token", {})
        if told is not None and "email" not in told:  # some tell no more than `sub` when asked, all of it in the token
            parts["userinfo"] = {**signed, **told}
        return super().sociallogin_from_response(request, parts)


def _look_at(response: dict[str, Any]) -> None:
    """ProviderException when there is not one person named, or something a database cannot keep."""
    if not all(isinstance(part, dict) for part in response.values()):
        raise ProviderException("What the provider tells is no object.")
    names = {_name(part.get("sub")) for part in response.values()}
    if len(names) != 1:
        raise ProviderException("The provider tells of two persons.")
    try:
        told = json.dumps(response, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as trouble:
        raise ProviderException("What the provider tells is no text.") from trouble
    if b"\\u0000" in told:
        raise ProviderException("What the provider tells has letters that are none.")


def _name(sub: object) -> str:
    """A number counts as its digits: some providers tell it so."""
    told = str(sub) if isinstance(sub, int) and not isinstance(sub, bool) else sub
    if not isinstance(told, str) or not 0 < len(told) <= _LONGEST:
        raise ProviderException("The provider does not tell who it is.")
    return told


def _usable(part: dict[str, Any]) -> dict[str, Any]:
    """Without what should be a text and is none; whether the address is verified, as yes, no or nothing."""
    texts = ("email", "name", "given_name", "family_name", "preferred_username")
    kept = {name: value for name, value in part.items() if name not in texts or isinstance(value, str)}
    verified = _IN_WORDS.get(str(kept.pop("email_verified", "")).lower())
    return kept if verified is None else {**kept, "email_verified": verified}

"""An id of the source, such as a customer's number, within an address, whatever signs the source gave it."""

from __future__ import annotations

from urllib.parse import quote, unquote


class SourceId:
    """Written twice over, so that a slash stays within its part of the address: web servers undo it once."""

    regex = "[^/]+"

    def to_python(self, text: str) -> str:
        """The id the source knows."""
        return unquote(text)

    def to_url(self, source_id: str) -> str:
        """The id within an address."""
        return quote(str(source_id), safe="").replace(".", "%2E")

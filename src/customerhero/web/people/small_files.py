"""Files that come with any form but the one for uploads: taken so far as a form may be kept, and no further.

Whoever has a page of ours open could otherwise fill the server's disk by way of the sign-in form.
"""

from __future__ import annotations

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from customerhero.web.people.kept_forms import LARGEST


class SmallFiles(TemporaryFileUploadHandler):
    """Ends the connection when more comes than a form may hold."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece while it is small."""
        if start + len(raw_data) > LARGEST:
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)

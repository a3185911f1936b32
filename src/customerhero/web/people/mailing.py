"""Mails leave behind the page that asked for them.

So a slow mail server holds no page up, and how long an answer takes does not tell whether a mail was sent, and with it
whether somebody is here. A mail on its way when the workplace ends is lost: whoever waits for it asks again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from threading import BoundedSemaphore
from typing import Final

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

_WAITING: Final = BoundedSemaphore(200)
_LINE: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
_LOG: Final = logging.getLogger(__name__)


class BehindThePage(EmailBackend):
    """Hands mails to the mail server one after the other, in a thread of their own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put them in line; when the line is long, they are dropped with a word in the log."""
        if not _WAITING.acquire(blocking=False):
            _LOG.error("A mail is dropped: too many wait for the mail server.")
            return 0
        _LINE.submit(self._hand_over, email_messages)
        return len(email_messages)

    def _hand_over(self, mails: Sequence[EmailMessage]) -> None:
        try:
            super().send_messages(mails)
        except (SMTPException, OSError, ValueError) as trouble:
            _LOG.error("A mail could not be sent: %s", type(trouble).__name__)  # its text holds addresses
        finally:
            _WAITING.release()

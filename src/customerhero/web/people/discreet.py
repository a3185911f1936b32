"""Log lines without the links that open doors, and without whom somebody looked up: no customer stands in a log."""

from __future__ import annotations

import logging
import re
from typing import Final

_OPENING: Final = re.compile(r"(/invitations/|/way-in/|/password/reset/key/[0-9A-Za-z]+-)[-\w:%]+")
_CUSTOMER: Final = re.compile(r"(/customers/)[^/\s?\"'#]+")
_ASKED: Final = re.compile(r"(/[\w./%~-]*)\?[^\s\"'>)]+")
"""What an address asks for: searches hold names."""


class WithoutTokens(logging.Filter):
    """Leaves tokens, customers and what was searched for out of every address a line tells."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line; it is always kept."""
        line = record.getMessage()
        told = _ASKED.sub(r"\1?…", _CUSTOMER.sub(r"\1…", _OPENING.sub(r"\1…", line)))
        if told != line:
            record.msg, record.args = told, ()
        return True

"""For each URL that takes arguments: an example, so that the refusal test can knock at it as every role.

Refused roles never get as far as looking for the row, so the numbers need not exist.
"""

from __future__ import annotations

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {}

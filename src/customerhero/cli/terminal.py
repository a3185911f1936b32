"""What is printed goes through here: nothing from a file, a value or a name reaches the terminal as a command to it."""

from __future__ import annotations

import io
import sys
from typing import TextIO

from customerhero.plain_text import fit_but_coloured, fit_to_show


class _Guarded(io.TextIOWrapper):
    """A standard stream that writes out what a terminal would obey; on a terminal, plain colours pass."""

    def __init__(self, bare: TextIO) -> None:
        super().__init__(bare.buffer, encoding=bare.encoding, errors="backslashreplace", line_buffering=True)
        self.bare = bare
        self._coloured = bare.isatty()

    def write(self, text: str, /) -> int:
        super().write(fit_but_coloured(text) if self._coloured else fit_to_show(text))
        return len(text)


def guard_streams() -> None:
    """Put the guard before standard output and standard error."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if type(stream) is io.TextIOWrapper:  # not what a test or a notebook has put there, nor a guard
            stream.flush()
            setattr(sys, name, _Guarded(stream))


def bare_errors() -> TextIO:
    """Standard error without the guard, for a progress bar that moves the cursor; its words have to be fit to show."""
    return sys.stderr.bare if isinstance(sys.stderr, _Guarded) else sys.stderr

"""A look at a file within limits: a process of its own that may take so much time, memory and disk, and no more."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
from django.utils.translation import gettext as _

from customerhero.facts.apart import BrokenError, CutOffError, Limits, apart
from customerhero.facts.mapping.assumptions import NO_ANSWERS
from customerhero.web.sources.how_read import FOUND_OUT, HowRead
from customerhero.web.sources.limits import (
    LOOK_CPU_SECONDS,
    LOOK_DISK_BYTES,
    LOOK_MEMORY_BYTES,
    LOOK_SECONDS,
)

_PROGRAM: Final = "customerhero.web.sources.looking"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trouble:
    """Why a file cannot be read or mapped: what happened, where, what to do next, and the mapping's entry."""

    what: str
    where: str = ""
    remedy: str = ""
    entry: str = ""
    passing: bool = False
    """Whether it may well go away: it is not kept, and looking again is offered."""
    sheets: Sequence[Any] = ()
    """Of a workbook: the sheets that could be read instead, each with its rows."""

    @property
    def told(self) -> str:
        """All of it as one text."""
        return " ".join(part for part in (self.what, self.where, self.remedy) if part)


Seen = dict[str, Any]


def looked_at(file: Path, reading: HowRead = FOUND_OUT, answers: Mapping[str, str] = NO_ANSWERS) -> Seen | Trouble:
    """What a first look at a file sees when it is read so, or why it sees nothing."""
    return _asked(file, {"act": "look", "reading": reading.plain(), "answers": dict(answers)})


def tried_out(file: Path, mapping: str, section: str = "", reading: HowRead = FOUND_OUT) -> Seen | Trouble:
    """What the first rows would become under a mapping: a preset's name or a YAML text."""
    return _asked(file, {"act": "try", "section": section, "reading": reading.plain(), "answers": {}}, mapping)


def _asked(file: Path, question: Seen, mapping: str = "") -> Seen | Trouble:
    if not file.exists():
        return Trouble(_("The file itself is not kept any more."), remedy=_("Upload it again."))
    try:
        with TemporaryDirectory(prefix="look-", dir=file.parent) as work:
            return _answered({**question, "file": str(file), "work": work, "mapping": _given(mapping, Path(work))})
    except OSError as fault:
        return Trouble(
            _("The server has no room to look at the file: %(why)s.") % {"why": fault.strerror}, passing=True
        )


def _given(mapping: str, work: Path) -> str:
    """A text becomes a file; a preset's name has no line break."""
    if "\n" not in mapping:
        return mapping
    yaml = work / "mapping.yaml"
    yaml.write_text(mapping, encoding="utf-8")
    return str(yaml)


def _answered(question: Seen) -> Seen | Trouble:
    try:
        with apart(_PROGRAM, Limits(LOOK_SECONDS, LOOK_CPU_SECONDS, LOOK_MEMORY_BYTES, LOOK_DISK_BYTES)) as looking:
            answer = looking.ask(question)
    except CutOffError as cut:
        return _crashed() if cut.why == "crash" else _too_much()
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        return _too_much()
    except BrokenError as fault:  # ours to mend; whoever looks can still correct the mapping
        _log.error("A look at a file failed: %s", fault)
        return _crashed()
    return Trouble(**answer["trouble"]) if "trouble" in answer else answer["seen"]


def _too_much() -> Trouble:
    return Trouble(
        _("A look at the first rows took more time or memory than a file may take."),
        remedy=_("Save the table as CSV, which is read however large it is, and upload that."),
        passing=True,
    )


def _crashed() -> Trouble:
    return Trouble(
        _("The file cannot be read: the process that looked at it crashed."),
        remedy=_("Save the table in another format, such as CSV, and upload that."),
        passing=True,
    )

"""What all charts share: their size, their colours and whom they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from customerhero.charts.palette import Palette

Spec = dict[str, Any]
Rows = list[dict[str, Any]]
WIDTH: Final = 384
HEIGHT: Final = 190


@dataclass(frozen=True)
class Ink:
    """The colours of a chart: the palette, the tone's own colour, and whom it is for; without `about`, everybody."""

    palette: Palette
    colour: str
    about: str = ""

    def stands_out(self, name: str) -> bool:
        """Whether the series or bar of that name is the one the finding is about."""
        return bool(self.about) and name == self.about

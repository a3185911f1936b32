"""From the columns of a source to the canonical tables: presets, a user's YAML, proposals."""

from customerhero.facts.checks import DataNote
from customerhero.facts.mapping.applying import Mapped, MappedTable, Options, apply, section_for
from customerhero.facts.mapping.loading import load_mapping, preset_text, presets
from customerhero.facts.mapping.model import Mapping

__all__ = [
    "DataNote",
    "Mapped",
    "MappedTable",
    "Mapping",
    "Options",
    "apply",
    "load_mapping",
    "preset_text",
    "presets",
    "section_for",
]

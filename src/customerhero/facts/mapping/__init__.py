"""From the columns of a source to the canonical tables: presets, a user's YAML, proposals."""

from customerhero.facts.checks import DataNote
from customerhero.facts.mapping.applying import Mapped, MappedTable, Options, apply, section_for
from customerhero.facts.mapping.assumptions import Assumption, Choice, Question
from customerhero.facts.mapping.loading import load_mapping, preset_text, presets
from customerhero.facts.mapping.model import Mapping
from customerhero.facts.mapping.proposing import Guess, Proposal, propose

__all__ = [
    "Assumption",
    "Choice",
    "DataNote",
    "Guess",
    "Mapped",
    "MappedTable",
    "Mapping",
    "Options",
    "Proposal",
    "Question",
    "apply",
    "load_mapping",
    "preset_text",
    "presets",
    "propose",
    "section_for",
]

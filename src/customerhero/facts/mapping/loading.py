"""Mappings by name or file: the shipped presets and a user's own YAML."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from customerhero.errors import MappingError
from customerhero.facts.columns import alike
from customerhero.facts.excerpts import cited, excerpt
from customerhero.facts.mapping.model import Mapping, Section
from customerhero.facts.mapping.nodes import nearest
from customerhero.facts.mapping.parsing import parse_mapping

_ENDINGS: Final = (".yaml", ".yml")


@dataclass(frozen=True)
class Given:
    """A mapping as it was given: a preset's name, or a name and its YAML."""

    name: str
    text: str | None = None

    def parsed(self) -> Mapping:
        """The mapping; MappingError when its YAML is none."""
        return _preset(self.name) if self.text is None else parse_mapping(self.text, self.name)


def load_mapping(name_or_path: str) -> Mapping:
    """The shipped mapping of that name, or the one in that YAML file; MappingError when neither can be had."""
    return given_mapping(name_or_path).parsed()


def given_mapping(name_or_path: str) -> Given:
    """The shipped mapping of that name, or what stands in that YAML file now; MappingError when neither is there."""
    if name_or_path in preset_names():
        return Given(name_or_path)
    path = Path(name_or_path)
    if path.suffix.lower() in _ENDINGS or path.is_file():
        return Given(path.name, _text_of(path))
    what = f"There is no preset {cited(name_or_path)}."
    raise MappingError(what, nearest(name_or_path, preset_names()), excerpt(name_or_path))


def presets() -> list[tuple[str, str]]:
    """The shipped mappings: name and one sentence."""
    return [(name, _preset(name).title) for name in preset_names()]


@cache
def preset_names() -> tuple[str, ...]:
    """The names of the shipped mappings."""
    folder = files("customerhero.facts.mapping") / "presets"
    return tuple(sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml")))


def preset_text(name: str) -> str:
    """The YAML of a shipped mapping, to start one's own from."""
    return (files("customerhero.facts.mapping") / "presets" / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def _preset(name: str) -> Mapping:
    return parse_mapping(preset_text(name), name)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as gone:
        raise MappingError("There is no such mapping file.", "Check the path.", mapping=str(path)) from gone
    except (OSError, UnicodeDecodeError) as broken:
        raise MappingError("The mapping file cannot be read as UTF-8 text.", str(broken), str(path)) from broken


def sections_that_fit(mapping: Mapping, columns: list[str], source: str = "") -> list[tuple[Section, list[str]]]:
    """Every section with the columns a file with this header lacks for it, the best fit first."""
    known = {alike(name) for name in columns}
    lacking = [
        (part, [name for name in part.recognise if alike(name) not in known] + _unnamed(part, source))
        for part in mapping.sections
    ]
    return sorted(lacking, key=lambda fit: (len(fit[1]) > 0, len(fit[1]) - len(fit[0].recognise)))


def _unnamed(part: Section, source: str) -> list[str]:
    return [f"{part.named!r} in the file's name"] if part.named and part.named not in source.lower() else []

"""Mappings by name or file: the shipped presets and a user's own YAML."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from customerhero.errors import MappingError
from customerhero.facts.mapping.model import Mapping, Section
from customerhero.facts.mapping.nodes import nearest
from customerhero.facts.mapping.parsing import parse_mapping

_ENDINGS: Final = (".yaml", ".yml")


def load_mapping(name_or_path: str) -> Mapping:
    """The shipped mapping of that name, or the one in that YAML file; MappingError when neither can be had."""
    if name_or_path in preset_names():
        return _preset(name_or_path)
    path = Path(name_or_path)
    if path.suffix.lower() in _ENDINGS or path.is_file():
        return parse_mapping(_text_of(path), path.name)
    raise MappingError(f"There is no preset {name_or_path!r}.", nearest(name_or_path, preset_names()), name_or_path)


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
    known = {_plain(name) for name in columns}
    lacking = [
        (part, [name for name in part.recognise if _plain(name) not in known] + _unnamed(part, source))
        for part in mapping.sections
    ]
    return sorted(lacking, key=lambda fit: (len(fit[1]) > 0, len(fit[1]) - len(fit[0].recognise)))


def _unnamed(part: Section, source: str) -> list[str]:
    return [f"{part.named!r} in the file's name"] if part.named and part.named not in source.lower() else []


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("\ufeff", "").split()).casefold()

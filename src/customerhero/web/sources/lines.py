"""Where in a YAML text an entry stands."""

from __future__ import annotations

import re

import yaml


def line_of(text: str, entry: str) -> int | None:
    """The line, from 1, of an entry such as `tables[2].columns.score`, or of the last part of it that is there."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as broken:
        return broken.problem_mark.line + 1 if broken.problem_mark else None
    except yaml.YAMLError:
        return None
    line = None
    for part in re.findall(r"[^.\[\]]+", entry):
        found = _inside(node, part)
        if found is None:
            break
        node, line = found
    return line


def _inside(node: yaml.Node | None, part: str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.SequenceNode) and part.isdecimal() and 0 < int(part) <= len(node.value):
        item = node.value[int(part) - 1]
        return item, item.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return value, key.start_mark.line + 1
    return None

"""Every message the wording can tell, read from its source: what a translation has to hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import customerhero

PACKAGE = Path(customerhero.__file__).parent
UNTOLD = {"$", "£", "¥", "€", ",", ".", "en", "de"}
"""What stands in tables but is no message: signs of formats and names of languages."""


def messages() -> set[str]:
    """All messages: the texts in the tables of the wording, and those told directly, in wording and reports."""
    found: set[str] = set()
    for path in [*(PACKAGE / "wording").glob("*.py"), *(PACKAGE / "reports").glob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= set(_told(tree))
        if path.parent.name == "wording" and path.stem not in ("formats", "languages"):
            found |= set(_tabled(tree))
    return found - UNTOLD - {text for pair in plurals() for text in pair}


def plurals() -> set[tuple[str, str]]:
    """Messages told for a number of things: (one, many)."""
    found = set()
    for path in [*(PACKAGE / "wording").glob("*.py"), *(PACKAGE / "reports").glob("*.py")]:
        for call in _calls(ast.parse(path.read_text(encoding="utf-8")), "tell_n"):
            texts = [arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant)]
            if len(texts) == 2:
                found.add((texts[0], texts[1]))
    return found


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name in (getattr(node.func, "attr", ""), getattr(node.func, "id", "")):
            yield node


def _told(tree: ast.AST) -> Iterator[str]:
    for name in ("tell", "can_tell"):
        for call in _calls(tree, name):
            yield from _texts(call.args[:1])


def _tabled(tree: ast.Module) -> Iterator[str]:
    """Texts in tables at the top of a module: the values of mappings, and what their rows are made of."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for inner in ast.walk(value) if value is not None else ():
            if isinstance(inner, ast.Dict):
                yield from _texts(inner.values)
            if isinstance(inner, ast.Call):
                yield from _texts(inner.args)


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value
        if isinstance(node, ast.Tuple | ast.List | ast.IfExp):
            parts = node.elts if not isinstance(node, ast.IfExp) else [node.body, node.orelse]
            yield from _texts(parts)

"""The shape of the code: limits that only tighten (see STYLE.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
MOST_ARGUMENTS = 6
TYPICAL_FUNCTION = 6
LONG_FUNCTION = 20
FORBIDDEN_NAMES = {"utils", "util", "common", "base", "core", "helpers", "misc", "manager"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: Function) -> int:
    body = function.body
    told = ast.get_docstring(function) is not None
    first = body[1] if told and len(body) > 1 else body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def all_functions() -> list[tuple[Path, Function]]:
    return [(path, function) for path in SOURCES for function in functions(path)]


def test_functions_are_short() -> None:
    sizes = [body_lines(function) for _, function in all_functions()]
    assert median(sizes) <= TYPICAL_FUNCTION
    assert quantiles(sizes, n=10)[-1] <= LONG_FUNCTION


def test_no_function_is_long() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{f.name}": body_lines(f)
        for path, f in all_functions()
        if body_lines(f) > LONGEST_FUNCTION
    }
    assert not long


def test_no_file_is_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in SOURCES}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_no_bag_of_parameters() -> None:
    for path, function in all_functions():
        arguments = function.args
        count = len([a for a in arguments.args + arguments.kwonlyargs if a.arg not in ("self", "cls")])
        place = f"{path.relative_to(ROOT)}:{function.name}"
        if "cli" not in path.parts:  # a command's arguments are its options, declared for the user
            assert count <= MOST_ARGUMENTS, place
        assert arguments.kwarg is None or _stands_before_another(function), place


def _stands_before_another(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function only passes on what it is called with, as a decorator's inner one does."""
    called = [mark.func for mark in function.decorator_list if isinstance(mark, ast.Call)]
    return any(isinstance(mark, ast.Name) and mark.id == "wraps" for mark in called)


def test_every_function_is_typed() -> None:
    for path, function in all_functions():
        assert function.returns is not None, f"{path.relative_to(ROOT)}:{function.name}"


def test_no_drawer() -> None:
    assert not [path for path in SOURCES if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES]


def test_no_broad_except() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or (
                    isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
                )
                assert not broad or path.name == "main.py", f"{path.relative_to(ROOT)}:{node.lineno}"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT / "tests")))
def test_every_test_asserts(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asserting = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and _asserts(node, set())}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            assert _asserts(node, asserting), f"{path.name}:{node.name} asserts nothing"


def _asserts(function: ast.FunctionDef, asserting: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("raises", "fail") or name.startswith("assert_") or name in asserting:
                return True
    return False

"""Small files and small functions: one subject each, read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import product_modules, shown, tree

MOST_LINES = 300
MOST_FUNCTION_LINES = 40

pytestmark = pytest.mark.one_database


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = body_lines(node)
            if lines > MOST_FUNCTION_LINES:
                yield f"{shown(path)}:{node.lineno} {node.name} ({lines} lines)"


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count from the first statement to the last: decorators, arguments and docstring are free."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


@pytest.mark.parametrize("path", product_modules(), ids=shown)
def test_a_module_is_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MOST_LINES, (
        f"{shown(path)} has {lines} lines, the house allows {MOST_LINES}: move one of its subjects"
        " into a module of its own and name that after the subject"
    )


def test_functions_are_short() -> None:
    found = [line for path in product_modules() for line in long_functions(path)]

    assert not found, (
        f"longer than {MOST_FUNCTION_LINES} lines; give a step of it a name of its own:\n"
        + "\n".join(found)
    )

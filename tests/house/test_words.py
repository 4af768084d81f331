"""Everything a person reads has words: labels of the closed lists, sentences of the codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from models import vocabulary
from models.vocabulary import DossierStatus, PublicationState
from tests.house.source import product_modules, shown, tree
from tracker.wording.labels import has_label, label
from tracker.wording.sentences import SENTENCES

pytestmark = pytest.mark.one_database

CLOSED_LISTS = sorted(
    (item for item in vars(vocabulary).values() if isinstance(item, type) and item is not StrEnum
     and issubclass(item, StrEnum)),
    key=lambda item: item.__name__,
)  # fmt: skip
#: Exception → position of its code.
CODED = {
    "TrackerError": 0,
    "RefusedError": 0,
    "NotFoundError": 0,
    "ForbiddenError": 0,
    "ConflictError": 0,
    "ReadingError": 0,
    "PullFailedError": 0,
    "PullStoppedError": 0,
    "Finding": 0,
    "RowError": 3,
}
#: Functions whose first argument is a code.
WORDED = {"sentence": 0}
GETTEXT = {"gettext", "ngettext", "pgettext", "npgettext"}
EAGER = {*GETTEXT, "_", "sentence", "label", "explain"}


def name_of(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def literal_codes(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every code a module writes out, with the place."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        place = (CODED | WORDED).get(name_of(node))
        if place is None:
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        given += node.args[place : place + 1]
        for value in given:
            for literal in constants(value):
                yield literal, f"{shown(path)}:{node.lineno}"


def constants(value: ast.expr) -> Iterator[str]:
    """Yield the texts an argument can be: itself, or either side of a choice."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from constants(value.body)
        yield from constants(value.orelse)


@pytest.mark.parametrize("closed_list", CLOSED_LISTS, ids=lambda item: item.__name__)
def test_every_member_of_a_closed_list_has_a_label(closed_list: type[StrEnum]) -> None:
    missing = [member.name for member in closed_list if not has_label(member)]

    assert not missing, (
        f"add {closed_list.__name__}.{missing} to _WORDS in tracker/wording/labels.py"
    )


def test_members_of_two_lists_with_one_value_keep_their_own_words() -> None:
    assert DossierStatus.WITHDRAWN == PublicationState.WITHDRAWN
    assert label(DossierStatus.WITHDRAWN) == "Rút hồ sơ"
    assert label(PublicationState.WITHDRAWN) == "Đã thu hồi"


def test_labels_of_one_list_differ() -> None:
    for closed_list in CLOSED_LISTS:
        labels = [label(member) for member in closed_list]
        assert len(labels) == len(set(labels)), f"two members of {closed_list.__name__} read alike"


def test_every_code_has_a_sentence() -> None:
    missing = [
        f"{place} {code}"
        for path in product_modules()
        for code, place in literal_codes(path)
        if code not in SENTENCES
    ]

    assert not missing, "write a sentence in tracker/wording/sentences_<subject>.py for:\n" + (
        "\n".join(missing)
    )


def test_the_search_for_codes_finds_them() -> None:
    found = {code for path in product_modules() for code, _place in literal_codes(path)}

    assert {"directive_exists", "indicator_unknown", "setting_invalid", "file_missing"} <= found


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_one_clean_line(code: str) -> None:
    text = str(SENTENCES[code])

    assert re.fullmatch(r"[a-z][a-z0-9_]*", code), "codes are lower_snake"
    assert text == " ".join(text.split()), "no line breaks, no doubled blanks"
    assert "'" not in text, "quote values with “ ”"
    placeholders = re.findall(r"%(?!%)(\(\w+\))?.", text.replace("%%", ""))
    assert all(placeholders), "name every value: %(value)s"


def test_no_text_is_translated_when_a_module_is_loaded() -> None:
    found = [
        f"{shown(path)}:{call.lineno} {name_of(call)}"
        for path in product_modules()
        for call in calls_at_load(tree(path))
        if name_of(call) in (EAGER if isinstance(call.func, ast.Name) else GETTEXT)
    ]

    assert not found, "nobody's language is known yet; use _l from tracker.wording.text:\n" + (
        "\n".join(found)
    )


def calls_at_load(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that run when a module is imported: everything outside of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from calls_at_load(child)

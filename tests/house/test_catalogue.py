"""The English catalogue is complete: every text of the screens has its translation."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ROOT = Path(__file__).parents[2]
PO = ROOT / "tracker" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?\w+[^>]*>")
MEND = "run `make messages`, then answer what is empty in tracker/translations/en"


@cache
def texts() -> frozenset[str]:
    """Return every text the sources mark for translation."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    methods = [(item["pattern"], item["method"]) for item in settings["tool"]["babel"]["mappings"]]
    found = {
        message
        for folder in ("tracker", "views", "templates")
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder,
            method_map=[
                (pattern.removeprefix(f"{folder}/"), method)
                for pattern, method in methods
                if pattern.startswith(f"{folder}/")
            ],
            keywords=KEYWORDS,
        )
    }
    return frozenset(text for text in found if text)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def test_the_screens_have_texts() -> None:
    assert len(texts()) > 500


def test_every_text_has_an_english_one(english: Catalog) -> None:
    missing = sorted(
        text for text in texts() if not (found := english.get(text)) or not found.string
    )

    assert not missing, f"{len(missing)} texts without English; {MEND}: {missing[:5]}"


def test_no_translation_is_left_of_a_text_that_is_gone(english: Catalog) -> None:
    gone = sorted(message.id for message in english if message.id and message.id not in texts())

    assert not gone, f"{MEND}: {gone[:5]}"


def test_translations_are_sure_and_keep_what_is_filled_in(english: Catalog) -> None:
    broken = [
        message.id
        for message in english
        if message.id
        and (
            message.fuzzy
            or sorted(PLACEHOLDER.findall(message.id))
            != sorted(PLACEHOLDER.findall(message.string))
        )
    ]

    assert not broken, f"fuzzy, or other values than the Vietnamese text: {broken[:5]}"

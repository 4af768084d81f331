"""Every name a unit goes by, for searching: its own, its aliases, those of the units before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.rules.text import fold
from tracker.rules.unit_names import lengthened_key, name_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow


def read_search(text: str) -> tuple[str, ...]:
    """Return what a search for a unit may be written as, folded; nothing for no search.

    Args:
        text: As typed: "tp viet tri" also looks for "thanh pho viet tri".
    """
    written, key = fold(text), name_key(text)
    # "UBND tỉnh" alone would be any name with "tỉnh" in it.
    named = key if written.startswith("ubnd ") and " " in key else ""
    return tuple(dict.fromkeys(filter(None, (written, named, lengthened_key(key)))))


def make_spelling(directory: UnitDirectory, on: date) -> Callable[[UnitRow], str]:
    """Return a function that gives every name of a unit, folded.

    Args:
        directory: Units, and what they took over.
        on: The day the units looked for are valid at.
    """
    former: dict[int, list[str]] = {}

    def spell(unit: UnitRow) -> str:
        if not former:
            _enter_former(former, directory, on)
        return fold(" | ".join([*_names(unit), *former.get(unit.id, ())]))

    return spell


def _enter_former(former: dict[int, list[str]], directory: UnitDirectory, on: date) -> None:
    for gone in directory.units:
        if gone.valid_to < on:
            for heir in directory.heirs(gone.id, on):
                former.setdefault(heir.id, []).extend(_names(gone))
    former.setdefault(0, [])  # so that looking for none is done once


def _names(unit: UnitRow) -> list[str]:
    return [unit.name, unit.short_name, unit.code, *unit.aliases]

"""Dossier codes as public pages show them (che mã hồ sơ)."""

from __future__ import annotations

from typing import Final

MASK: Final = "******"
"""Always six: the number of stars says nothing about what is hidden."""

KEPT_END: Final = 4
KEPT_END_OF_SHORT: Final = 2
FEWEST_HIDDEN: Final = 4


def mask_code(code: str) -> str:
    """Return a dossier code with its middle hidden: "H21.65-220914-0011" as "H21.65-******-0011".

    A full code opens the public look-up page of the dossier, so it never stands on a public list.
    The unit part (up to the first hyphen) and the last four characters stay, which lets the
    holder of the receipt recognise it. Where that would hide fewer than four characters, only the
    last two stay; a code of two characters or fewer is hidden whole. The same code always gives
    the same text, but different dossiers may share one: it is a label, not a key.

    Args:
        code: Code as stored; blanks around it are dropped.

    Returns:
        Masked text; empty for an empty code. Never the code itself, unless it was masked already.
    """
    code = code.strip()
    if len(code) <= KEPT_END_OF_SHORT:
        return MASK if code else ""
    unit, hyphen, rest = code.partition("-")
    hidden, end = rest[:-KEPT_END], rest[-KEPT_END:]
    if not (unit and len(hidden.rstrip("-")) >= FEWEST_HIDDEN):
        return f"{MASK}{code[-KEPT_END_OF_SHORT:]}"
    second = "-" if hidden.endswith("-") else ""
    return f"{unit}{hyphen}{MASK}{second}{end}"

"""How a listing leaves the command line: a table for people, JSON and CSV for scripts."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FORMAT = click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="table cho người đọc; json và csv cho chương trình.",
)


def plain(value: object) -> Any:
    """Return a value as JSON carries it: dates ISO, decimals as numbers, enums by value."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        # The shortest float that reads back as the same decimal: for reading, never for deciding.
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (tuple, list, frozenset, set)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def print_json(value: object) -> None:
    """Print one JSON document, Vietnamese letters as themselves."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def cell(value: object) -> str:
    """Return one cell of a CSV: lists joined by "|", nothing as an empty cell."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(cell(item) for item in value)
    return str(value)


def print_rows(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str], output_format: str
) -> None:
    """Print a listing.

    Args:
        rows: One mapping a row; a missing key is an empty cell.
        columns: Keys in the order they are printed.
        output_format: "table", "json" (an array of objects) or "csv" (header first).
    """
    if output_format == "json":
        print_json([{column: row.get(column) for column in columns} for row in rows])
    elif output_format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    else:
        _print_table([[_shown(row.get(column)) for column in columns] for row in rows], columns)


def _shown(value: object) -> str:
    """Return a cell for people: dates as dd/mm/yyyy, yes and no in words, line breaks folded."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.strftime("%d/%m/%Y")
    return " ".join(cell(value).split())


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)


def _print_table(rows: list[list[str]], columns: Sequence[str]) -> None:
    limit = 60  # a wider cell would push the rest of the row off the screen
    cut = [[text if len(text) <= limit else f"{text[: limit - 1]}…" for text in r] for r in rows]
    widths = [
        max([len(column), *(_width(row[index]) for row in cut)])
        for index, column in enumerate(columns)
    ]

    def line(cells: Sequence[str]) -> str:
        padded = (
            text + " " * (width - _width(text)) for text, width in zip(cells, widths, strict=True)
        )
        return "  ".join(padded).rstrip()

    click.echo(line(columns))
    click.echo(line(["─" * width for width in widths]))
    for row in cut:
        click.echo(line(row))

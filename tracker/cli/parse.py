"""`tracker parse`: what the product makes of a printed deadline, target or list of units."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.files import open_table
from tracker.cli.output import print_json, print_rows
from tracker.errors import ReadingError
from tracker.rules.dates import FIRST_YEAR, LAST_YEAR
from tracker.rules.deadlines import read_deadline
from tracker.rules.parties import read_parties
from tracker.rules.targets import read_target
from tracker.rules.text import clean
from tracker.wording.sentences import explain, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracker.cli.files import Row

    Reading = dict[str, object]
    Reader = Callable[[str], Reading]

SOME_ROWS_REJECTED: Final = 3
DEADLINE_COLUMNS: Final = (
    "phrase", "kind", "first_day", "due_on", "follows", "condition", "notes",
)  # fmt: skip
TARGET_COLUMNS: Final = (
    "phrase", "comparator", "value", "unit_of_measure", "baseline_year", "notes",
)  # fmt: skip
PARTIES_COLUMNS: Final = ("phrase", "parties", "conditions")


class PhraseCommand(click.Command):
    """A command whose text may begin with a dash, as bulleted cells of documents do."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a text that begins with a dash behind "--", where no option is looked for."""
        options = {*ctx.help_option_names, *(name for part in self.params for name in part.opts)}
        phrases = [
            text
            for text in args
            if text[:1] == "-" and text[:2] != "--" and text not in {"-", *options}
        ]
        if phrases and "--" not in args:
            args = [*(text for text in args if text not in phrases), "--", *phrases]
        return super().parse_args(ctx, args)


def _phrase_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its text or, in its place, a file and the column to read."""
    for option in (
        click.option(
            "--format",
            "output_format",
            type=click.Choice(["table", "json", "csv"]),
            help="Mặc định: json cho một cụm từ, csv cho một tệp.",
        ),
        click.option("--column", help="Tên cột cần đọc trong tệp."),
        click.option(
            "--batch",
            type=click.Path(path_type=Path),
            help="Tệp CSV; in lại từng dòng kèm các cột đọc được và cột error.",
        ),
        click.argument("text", required=False),
    ):
        command = option(command)
    return command


@click.group()
def parse() -> None:
    """Đọc thử thời hạn, chỉ tiêu, tên đơn vị như ghi trong văn bản."""


@parse.command(cls=PhraseCommand)
@_phrase_options
@click.option(
    "--year",
    type=click.IntRange(FIRST_YEAR, LAST_YEAR),
    help="Năm của văn bản, cho thời hạn không ghi năm.",
)
def deadline(*, year: int | None, **options: Any) -> None:
    """Đọc một thời hạn, ví dụ “Trước ngày 30/6/2023”."""

    def read(phrase: str) -> Reading:
        schedule = read_deadline(phrase, default_year=year)
        return {
            "phrase": schedule.phrase,
            "kind": schedule.kind,
            "first_day": schedule.first_day,
            "due_on": schedule.due_on,
            "follows": schedule.follows,
            "condition": schedule.condition,
            "notes": _notes(schedule.note_codes),
        }

    _answer(read, DEADLINE_COLUMNS, **options)


@parse.command(cls=PhraseCommand)
@_phrase_options
@click.option("--unit", default="", help="Đơn vị tính ghi ở cột riêng của văn bản, ví dụ %.")
def target(*, unit: str, **options: Any) -> None:
    """Đọc một chỉ tiêu, ví dụ “Tối thiểu 80”."""

    def read(phrase: str) -> Reading:
        reading = read_target(phrase, unit)
        return {
            "phrase": reading.phrase,
            "comparator": reading.comparator,
            "value": reading.value,
            "unit_of_measure": reading.unit,
            "baseline_year": reading.baseline_year,
            "notes": _notes(reading.note_codes),
        }

    _answer(read, TARGET_COLUMNS, **options)


@parse.command(cls=PhraseCommand)
@_phrase_options
def parties(**options: Any) -> None:
    """Đọc tên các đơn vị, ví dụ “Các sở, ban ngành; UBND cấp huyện”."""

    def read(phrase: str) -> Reading:
        found = read_parties(phrase)
        return {
            "phrase": clean(phrase),
            "parties": [party.name for party in found],
            "conditions": [party.condition for party in found],
        }

    _answer(read, PARTIES_COLUMNS, **options)


def _answer(
    read: Reader,
    columns: Sequence[str],
    *,
    text: str | None,
    batch: Path | None,
    column: str | None,
    output_format: str | None,
) -> None:
    if (text is None) is (batch is None) or (batch is None) is not (column is None):
        raise click.UsageError("Cần một cụm từ, hoặc --batch cùng --column.")
    if batch is not None and column is not None:
        _answer_batch(read, columns, batch, column, output_format or "csv")
    elif output_format in {None, "json"}:
        print_json(read(text or ""))
    else:
        print_rows([read(text or "")], columns, output_format or "json")


def _answer_batch(
    read: Reader, columns: Sequence[str], path: Path, column: str, output_format: str
) -> None:
    """Print every row of a file with its reading; leave with 3 when some could not be read.

    Columns of the file that bear the name of a column of the reading make way for it.
    """
    with open_table(path) as table:
        table.require(path, column)
        own = [name for name in table.columns if name not in {*columns, "error"}]
        # read to the end before the first line is printed: a broken file prints nothing
        rows = [_read_row(read, row, column, own) for row in table.rows]
    print_rows(rows, [*own, *columns, "error"], output_format)
    if any("error" in row for row in rows):
        click.get_current_context().exit(SOME_ROWS_REJECTED)


def _read_row(read: Reader, row: Row, column: str, own: Sequence[str]) -> Reading:
    phrase = row.cells[column]
    kept: Reading = {name: row.cells[name] for name in own}
    if row.is_too_long:
        return {**kept, "phrase": phrase, "error": sentence("row_too_long", {"row": row.number})}
    try:
        return {**kept, **read(phrase)}
    except ReadingError as error:
        return {**kept, "phrase": phrase, "error": explain(error)}


def _notes(codes: Sequence[str]) -> list[str]:
    return [sentence(code) for code in codes]

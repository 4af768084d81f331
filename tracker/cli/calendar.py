"""`tracker calendar`: due dates by the law's own way of counting days."""

from __future__ import annotations

import csv
import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tracker.cli.output import FORMAT, print_json, print_rows
from tracker.errors import RefusedError, TrackerError
from tracker.importing.calendar import read_calendar
from tracker.paths import PROJECT_ROOT, SEEDS
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.dates import format_date, read_date
from tracker.rules.due_dates import DueDateOptions, due_date, minute_that_matters, read_cut_off
from tracker.rules.terms import read_term
from tracker.wording.due_dates import explain_step, format_minute
from tracker.wording.sentences import explain, sentence
from tracker.wording.weekdays import weekday_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from tracker.rules.due_dates import DueDate
    from tracker.rules.terms import Term

CALENDAR_OF_RECORD: Final = SEEDS / "calendar.csv"
STORED: Final = ("days", "change", "changes", "apply", "cancel")
"""Commands of `tracker.cli.calendar_changes`, by name."""

SOME_ROWS_REJECTED: Final = 3
_REMEMBERED: Final = 50_000
"""Bounds the memory of a batch; a year of a province has fewer pairs of day and term."""


@dataclass(frozen=True, slots=True)
class Question:
    """One due date that was asked for, as typed."""

    received: str
    term: str


class CalendarGroup(click.Group):
    """Its commands on the database are loaded only when asked for: `due` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return [*super().list_commands(ctx), *STORED]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing those on the database."""
        if cmd_name not in STORED:
            return super().get_command(ctx, cmd_name)
        from tracker.cli import calendar_changes

        command: click.Command = getattr(calendar_changes, cmd_name)
        return command


@click.group(cls=CalendarGroup)
def calendar() -> None:
    """Ngày làm việc và hạn trả kết quả."""


@calendar.command()
@click.option("--received", help="Ngày nhận: 2024-04-26, 2024-04-26T14:30 hoặc 26/04/2024.")
@click.option("--term", help="Thời hạn, ví dụ “5 ngày làm việc”.")
@click.option("--explain", "with_steps", is_flag=True, help="Nêu từng ngày: vì sao là ngày này.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp CSV có cột received và term; in lại từng dòng kèm cột due_on và error.",
)
@click.option(
    "--holidays",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp CSV (date,effect=off|working) thay cho toàn bộ lịch của sản phẩm.",
)
@click.option("--cutoff", help="Giờ chốt, ví dụ 15:00: nhận sau giờ này tính từ ngày làm việc sau.")
@FORMAT
def due(
    *,
    received: str | None,
    term: str | None,
    with_steps: bool,
    batch: Path | None,
    holidays: Path | None,
    cutoff: str | None,
    output_format: str,
) -> None:
    """Tính hạn trả kết quả theo Bộ luật Dân sự, Điều 145 đến 148."""
    is_single = received is not None and term is not None
    if (batch is None) is not is_single or (batch is not None and (received or term)):
        raise click.UsageError("Cần --received cùng --term, hoặc chỉ --batch.")
    days = calendar_of_record() if holidays is None else WorkingCalendar(read_calendar(holidays))
    options = DueDateOptions(None if cutoff is None else read_cut_off(cutoff.strip()))
    if batch is not None:
        if _answer_batch(batch, days, options, as_json=output_format == "json"):
            click.get_current_context().exit(SOME_ROWS_REJECTED)
        return
    question = Question(received or "", term or "")
    answer = _answer(question, days, options, with_steps=with_steps)
    if output_format == "table":
        _print_for_people(question, answer)
    else:
        _print_for_programs(question, answer, output_format, with_steps=with_steps)


def calendar_of_record() -> WorkingCalendar:
    """Return the calendar in the database, as the pages count by; the seeds' before `init`."""
    folder = Path(os.environ.get("TRACKER_INSTANCE") or PROJECT_ROOT / "instance")
    if os.environ.get("TRACKER_DATABASE_URL") or (folder / "tracker.db").is_file():
        from tracker.cli.context import product
        from tracker.queries.calendar import load_calendar

        try:
            with product():
                return load_calendar()
        except RefusedError as error:
            if error.code != "database_missing":
                raise
    return WorkingCalendar(read_calendar(CALENDAR_OF_RECORD))


def _answer(
    question: Question, days: WorkingCalendar, options: DueDateOptions, *, with_steps: bool
) -> DueDate:
    received_on, minute = read_date(question.received)
    term = read_term(question.term)
    return due_date(received_on, minute, term, days, options, with_steps=with_steps)


def _print_for_people(question: Question, answer: DueDate) -> None:
    clock = "" if answer.due_minute is None else f"{format_minute(answer.due_minute)}, "
    weekday = weekday_name(answer.due_on)
    click.echo(f"Nhận {question.received}, thời hạn {question.term}")
    click.echo(f"Hạn trả: {clock}{weekday}, {format_date(answer.due_on)}")
    for step in answer.steps:
        click.echo(f"  {explain_step(step)}")
    for flag in answer.flags:
        click.echo(f"Lưu ý: {sentence(flag)}")


def _print_for_programs(
    question: Question, answer: DueDate, output_format: str, *, with_steps: bool
) -> None:
    row: dict[str, object] = {
        "received": question.received,
        "term": question.term,
        "due_on": answer.due_on,
    }
    if answer.due_minute is not None:
        row["due_time"] = format_minute(answer.due_minute)
    if with_steps:
        row["raw_due_on"] = answer.raw_due_on
        row["flags"] = answer.flags
        row["steps"] = (
            [explain_step(step) for step in answer.steps]
            if output_format == "csv"
            else [
                {"code": step.code, "on": step.on, "name": step.name.name, "count": step.count}
                for step in answer.steps
            ]
        )
    if output_format == "json":
        print_json(row)
    else:
        print_rows([row], list(row), output_format)


def _answer_batch(
    path: Path, days: WorkingCalendar, options: DueDateOptions, *, as_json: bool
) -> int:
    """Print every row of a file with its due date; return how many could not be read."""
    due_on = _remembering(days, options)
    failed = 0
    with _open_batch(path) as (header, rows):
        kept = [index for index, name in enumerate(header) if name not in ("due_on", "error")]
        columns = [*(header[index] for index in kept), "due_on", "error"]
        received_at, term_at = header.index("received"), header.index("term")
        with _row_printer(columns, as_json=as_json) as print_row:
            for cells in rows:
                padded = cells + [""] * (len(header) - len(cells))
                answer = due_on(padded[received_at], padded[term_at])
                if len(padded) > len(header):
                    answer = None, sentence("due_row_too_long")
                failed += answer[1] is not None
                print_row([*(padded[index] for index in kept), *answer])
    return failed


def _remembering(
    days: WorkingCalendar, options: DueDateOptions
) -> Callable[[str, str], tuple[str | None, str | None]]:
    """Return the function that gives due date or fault; what repeats is worked out once."""

    @lru_cache(maxsize=_REMEMBERED)
    def term_of(text: str) -> Term | str:
        try:
            return read_term(text)
        except TrackerError as error:
            return explain(error)

    @lru_cache(maxsize=_REMEMBERED)
    def ends_on(received_on: date, minute: int | None, term: Term) -> str:
        return due_date(
            received_on, minute, term, days, options, with_steps=False
        ).due_on.isoformat()

    def due_on(received: str, text: str) -> tuple[str | None, str | None]:
        try:
            received_on, minute = read_date(received)
            term = term_of(text)
            if isinstance(term, str):
                return None, term
            return ends_on(received_on, minute_that_matters(minute, term, options), term), None
        except TrackerError as error:
            return None, explain(error)

    return due_on


@contextmanager
def _open_batch(path: Path) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """Open a CSV with the columns received and term; its rows are read as they are asked for."""
    refused = RefusedError("due_batch_unreadable", path=str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip() for name in next(reader, [])]
            is_clear = len(set(header)) == len(header) and {"received", "term"} <= set(header)
            if not is_clear:
                raise refused
            yield header, (cells for cells in reader if cells)
    except (UnicodeDecodeError, csv.Error) as error:
        raise refused from error


@contextmanager
def _row_printer(
    columns: Sequence[str], *, as_json: bool
) -> Iterator[Callable[[Sequence[str | None]], object]]:
    """Give the function that prints one row at once, so that a long file needs no memory."""
    if not as_json:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        yield writer.writerow
        return
    before = "[\n"

    def print_object(cells: Sequence[str | None]) -> None:
        nonlocal before
        row = dict(zip(columns, cells, strict=True))
        sys.stdout.write(before + json.dumps(row, ensure_ascii=False))
        before = ",\n"

    yield print_object
    sys.stdout.write("\n]\n" if before == ",\n" else "[]\n")

"""Options that commands of `tracker apologies` share: which letters, and what they say."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from tracker.cli.context import with_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.services.apology_drafts import Promise

UNIT = click.option("--unit", default="", help="Chỉ đơn vị mang mã này và cấp dưới.")
CHOICES: Final = (
    click.option("--code", "codes", multiple=True, help="Mã hồ sơ; nêu được nhiều lần."),
    click.option("--source", default="", help="Nguồn của hồ sơ, khi mã có ở nhiều nguồn."),
    UNIT,
    click.option("--all", "takes_all", is_flag=True, help="Mọi hồ sơ, phiếu của --unit."),
)
WORDS: Final = (
    click.option("--reason", required=True, help="Lý do như in trong phiếu; từ 10 ký tự."),
    click.option(
        "--promised-on",
        default="",
        help="Ngày hẹn lại, viết như 31/03/2024; hồ sơ đã có kết quả thì không hẹn lại.",
    ),
    click.option(
        "--working-days",
        type=int,
        help="Hẹn lại sau số ngày làm việc này kể từ hôm nay hoặc hạn.",
    ),
)


class Choice(NamedTuple):
    """Which dossiers or letters a command means.

    Args:
        codes: Codes of dossiers.
        source: Their source; empty when it is clear.
        unit: Code of a unit.
        takes_all: Whether all of that unit are meant.
    """

    codes: tuple[str, ...]
    source: str
    unit: str
    takes_all: bool


def chosen(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name dossiers or letters, read as one `Choice`."""

    @wraps(command)
    def chosen_command(
        *, codes: tuple[str, ...], source: str, unit: str, takes_all: bool, **more: Any
    ) -> None:
        command(choice=Choice(codes, source, unit, takes_all=takes_all), **more)

    return with_options(CHOICES, chosen_command)


def worded(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of what a letter says."""
    return with_options(WORDS, command)


def read_promise(promised_on: str, working_days: int | None) -> Promise:
    """Return which day is promised; neither where nothing was typed."""
    from tracker.rules.dates import read_date
    from tracker.services.apology_drafts import Promise

    day = read_date(promised_on)[0] if promised_on else None
    return Promise(on=day, working_days=working_days)

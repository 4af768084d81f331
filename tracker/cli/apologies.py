"""`tracker apologies`: letters of apology from draft to sent, and as files to sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import LetterChannel, LetterState
from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.queries.accounts import Actor
    from tracker.queries.apology_rows import LetterRow

COLUMNS: Final = (
    "id",
    "dossier",
    "unit_code",
    "unit_name",
    "regime",
    "state",
    "reason",
    "due_on",
    "send_by",
    "promised_on",
    "number",
    "signed_on",
    "sent_on",
    "channel",
    "in_time",
    "second_slip",
)
STATES: Final = ("to-draft", *(state.value for state in LetterState), "slipped", "all")
DRAFTED: Final = (LetterState.DRAFT,)
SIGNED: Final = (LetterState.SIGNED,)
NOT_SENT: Final = (LetterState.DRAFT, LetterState.SIGNED)

CODES = click.option("--code", "codes", multiple=True, help="Mã hồ sơ; nêu được nhiều lần.")
SOURCE = click.option("--source", default="", help="Nguồn của hồ sơ, khi mã có ở nhiều nguồn.")
UNIT = click.option("--unit", default="", help="Chỉ đơn vị mang mã này và cấp dưới.")
ALL = click.option("--all", "takes_all", is_flag=True, help="Mọi hồ sơ, phiếu của --unit.")
PERIOD = click.option(
    "--period", default="", help="Tháng: của hồ sơ trả chậm, với phiếu là tháng hẹn trả: 2024-03."
)
DAY = click.option("--on", "day", required=True, help="Ngày, viết như 31/03/2024.")


@click.group("apologies")
def apologies() -> None:
    """Phiếu xin lỗi và hẹn lại ngày trả kết quả: soạn, ký, gửi, hủy, in ra tệp."""


@apologies.command("list")
@click.option(
    "--state",
    type=click.Choice(STATES),
    default="all",
    show_default=True,
    help="to-draft: hồ sơ chưa có phiếu; slipped: lỡ cả ngày hẹn lại.",
)
@PERIOD
@UNIT
@FORMAT
def list_(*, state: str, period: str, unit: str, output_format: str) -> None:
    """Liệt kê phiếu, phiếu phải gửi sớm nhất trước; hoặc hồ sơ còn phải lập phiếu."""
    from tracker.cli.apology_choices import candidate_row, find_candidates, find_letters, letter_row

    with product() as settings:
        if state == "to-draft":
            candidates = find_candidates(unit, period, settings)
            rows = [candidate_row(each, settings) for each in candidates]
        else:
            rows = [letter_row(each) for each in find_letters(state, unit, period, settings)]
        print_rows(rows, COLUMNS, output_format)


@apologies.command()
@CODES
@SOURCE
@UNIT
@PERIOD
@ALL
@click.option("--reason", required=True, help="Lý do như in trong phiếu; từ 10 ký tự.")
@click.option("--promised-on", default="", help="Ngày hẹn lại, viết như 31/03/2024.")
@click.option(
    "--working-days", type=int, help="Hẹn lại sau số ngày làm việc này kể từ hôm nay hoặc hạn."
)
@BY
@DRY_RUN
def draft(
    *,
    codes: tuple[str, ...],
    source: str,
    unit: str,
    period: str,
    takes_all: bool,
    reason: str,
    promised_on: str,
    working_days: int | None,
    username: str,
    dry_run: bool,
) -> None:
    """Soạn phiếu cho từng hồ sơ (--code), hoặc mọi hồ sơ chậm của một đơn vị (--unit --all)."""
    from tracker.cli.apology_choices import choose_dossiers
    from tracker.rules.dates import read_date
    from tracker.services.apology_letters import Promise, draft_letters
    from tracker.transaction import transaction

    day = read_date(promised_on)[0] if promised_on else None
    with product() as settings, transaction(dry_run=dry_run):
        actor = acting(username)
        done = draft_letters(
            dossier_ids=choose_dossiers(codes, source, unit, period, settings, takes_all=takes_all),
            reason=reason,
            promise=Promise(on=day, working_days=working_days),
            settings=settings,
            actor=actor,
        )
    click.echo(f"Đã soạn {len(done)} phiếu xin lỗi và hẹn lại.")


@apologies.command()
@CODES
@SOURCE
@UNIT
@ALL
@click.option(
    "--numbers",
    required=True,
    help='Số của từng phiếu, cách nhau bằng ";", hoặc số đầu tiên để chạy tiếp: 09/PXL-STP.',
)
@DAY
@BY
@DRY_RUN
def sign(
    *,
    codes: tuple[str, ...],
    source: str,
    unit: str,
    takes_all: bool,
    numbers: str,
    day: str,
    username: str,
    dry_run: bool,
) -> None:
    """Ghi nhận phiếu đã ký: số, ngày ký; người soạn không tự ghi."""
    from tracker.rules.dates import read_date
    from tracker.rules.letter_numbers import read_numbers
    from tracker.services.apology_letters import sign_letters

    signed_on = read_date(day)[0]

    def step(ids: list[int], actor: Actor) -> tuple[int, ...]:
        given = read_numbers(numbers, len(ids))
        return sign_letters(letter_ids=ids, numbers=given, signed_on=signed_on, actor=actor)

    count = _take(step, DRAFTED, codes, source, unit, username, takes_all, dry_run)
    click.echo(f"Đã ghi nhận ký {count} phiếu.")


@apologies.command()
@CODES
@SOURCE
@UNIT
@ALL
@click.option(
    "--channel",
    type=click.Choice([channel.value for channel in LetterChannel]),
    required=True,
    help="Cách gửi.",
)
@DAY
@BY
@DRY_RUN
def send(
    *,
    codes: tuple[str, ...],
    source: str,
    unit: str,
    takes_all: bool,
    channel: str,
    day: str,
    username: str,
    dry_run: bool,
) -> None:
    """Ghi nhận phiếu đã ký được gửi: cách gửi, ngày gửi."""
    from tracker.rules.dates import read_date
    from tracker.services.apology_letters import send_letters

    sent_on = read_date(day)[0]

    def step(ids: list[int], actor: Actor) -> tuple[int, ...]:
        by = LetterChannel(channel)
        return send_letters(letter_ids=ids, channel=by, sent_on=sent_on, actor=actor)

    count = _take(step, SIGNED, codes, source, unit, username, takes_all, dry_run)
    click.echo(f"Đã ghi nhận gửi {count} phiếu.")


@apologies.command()
@CODES
@SOURCE
@UNIT
@ALL
@click.option("--reason", required=True, help="Vì sao hủy; từ 10 ký tự.")
@BY
@DRY_RUN
def cancel(
    *,
    codes: tuple[str, ...],
    source: str,
    unit: str,
    takes_all: bool,
    reason: str,
    username: str,
    dry_run: bool,
) -> None:
    """Hủy phiếu chưa gửi, kèm lý do; sau đó lập được phiếu khác."""
    from tracker.services.apology_letters import cancel_letters

    def step(ids: list[int], actor: Actor) -> tuple[int, ...]:
        return cancel_letters(letter_ids=ids, reason=reason, actor=actor)

    count = _take(step, NOT_SENT, codes, source, unit, username, takes_all, dry_run)
    click.echo(f"Đã hủy {count} phiếu.")


@apologies.command()
@CODES
@SOURCE
@UNIT
@ALL
@click.option("--out", required=True, help="Tệp ghi ra: .docx hoặc .pdf; nhiều phiếu một tệp.")
@click.option("--force", is_flag=True, help="Ghi đè khi tệp đã có.")
def letter(
    *, codes: tuple[str, ...], source: str, unit: str, takes_all: bool, out: str, force: bool
) -> None:
    """In phiếu ra tệp để ký; tên người nộp, số và ngày để trống cho người viết."""
    from tracker.cli.apology_choices import choose_letters
    from tracker.cli.reports import free_place, write_file
    from tracker.errors import RefusedError
    from tracker.publishing.documents.apology_letters import FORMATS, render_letters

    file_format = Path(out).suffix.lower().removeprefix(".")
    if file_format not in FORMATS:
        raise RefusedError("apology_suffix_unknown", path=out)
    path = free_place(out, force=force)
    with product() as settings:
        found: list[LetterRow] = choose_letters(codes, source, unit, DRAFTED, takes_all=takes_all)
        content = render_letters(found, file_format, settings)
    write_file(path, content, force=force)
    print_json({"file": out, "letters": len(found), "bytes": len(content)})


def _take(
    step: Callable[[list[int], Actor], tuple[int, ...]],
    states: tuple[LetterState, ...],
    codes: tuple[str, ...],
    source: str,
    unit: str,
    username: str,
    takes_all: bool,  # noqa: FBT001 - the options of one command, in their order
    dry_run: bool,  # noqa: FBT001 - as above
) -> int:
    """Take a step on the letters that are named, and return how many there were."""
    from tracker.cli.apology_choices import choose_letters
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        chosen = choose_letters(codes, source, unit, states, takes_all=takes_all)
        return len(step([each.id for each in chosen], acting(username)))

"""`tracker apologies`: letters of apology from draft to sent, and as files to sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import LetterChannel, LetterState
from tracker.cli.apology_options import UNIT, chosen, read_promise, worded
from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.cli.apology_options import Choice
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
@chosen
@PERIOD
@worded
@BY
@DRY_RUN
def draft(
    *,
    choice: Choice,
    period: str,
    reason: str,
    promised_on: str,
    working_days: int | None,
    username: str,
    dry_run: bool,
) -> None:
    """Soạn phiếu cho từng hồ sơ (--code), hoặc mọi hồ sơ chậm của một đơn vị (--unit --all)."""
    from tracker.cli.apology_choices import choose_dossiers
    from tracker.services.apology_drafts import draft_letters
    from tracker.transaction import transaction

    promise = read_promise(promised_on, working_days)
    with product() as settings, transaction(dry_run=dry_run):
        actor = acting(username)
        done = draft_letters(
            dossier_ids=choose_dossiers(choice, period, settings),
            reason=reason,
            promise=promise,
            settings=settings,
            actor=actor,
        )
    click.echo(f"Đã soạn {len(done)} phiếu xin lỗi và hẹn lại.")


@apologies.command()
@chosen
@worded
@BY
@DRY_RUN
def change(
    *,
    choice: Choice,
    reason: str,
    promised_on: str,
    working_days: int | None,
    username: str,
    dry_run: bool,
) -> None:
    """Sửa dự thảo phiếu chưa ký: lý do, ngày hẹn lại; ngày được tính lại theo hồ sơ hiện nay."""
    from tracker.runtime import current_settings
    from tracker.services.apology_drafts import change_drafts

    promise = read_promise(promised_on, working_days)

    def step(ids: list[int], actor: Actor) -> tuple[int, ...]:
        return change_drafts(
            letter_ids=ids,
            reason=reason,
            promise=promise,
            settings=current_settings(),
            actor=actor,
        )

    count = _take(step, DRAFTED, choice, username, dry_run=dry_run)
    click.echo(f"Đã sửa {count} dự thảo.")


@apologies.command()
@chosen
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
    choice: Choice,
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

    count = _take(step, DRAFTED, choice, username, dry_run=dry_run)
    click.echo(f"Đã ghi nhận ký {count} phiếu.")


@apologies.command()
@chosen
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
    choice: Choice,
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

    count = _take(step, SIGNED, choice, username, dry_run=dry_run)
    click.echo(f"Đã ghi nhận gửi {count} phiếu.")


@apologies.command()
@chosen
@click.option("--reason", required=True, help="Vì sao hủy; từ 10 ký tự.")
@BY
@DRY_RUN
def cancel(
    *,
    choice: Choice,
    reason: str,
    username: str,
    dry_run: bool,
) -> None:
    """Hủy phiếu chưa gửi, kèm lý do; sau đó lập được phiếu khác."""
    from tracker.services.apology_letters import cancel_letters

    def step(ids: list[int], actor: Actor) -> tuple[int, ...]:
        return cancel_letters(letter_ids=ids, reason=reason, actor=actor)

    count = _take(step, NOT_SENT, choice, username, dry_run=dry_run)
    click.echo(f"Đã hủy {count} phiếu.")


@apologies.command()
@chosen
@click.option("--out", required=True, help="Tệp ghi ra: .docx hoặc .pdf; nhiều phiếu một tệp.")
@click.option("--force", is_flag=True, help="Ghi đè khi tệp đã có.")
def letter(*, choice: Choice, out: str, force: bool) -> None:
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
        found: list[LetterRow] = choose_letters(choice, DRAFTED)
        content = render_letters(found, file_format, settings)
    write_file(path, content, force=force)
    print_json({"file": out, "letters": len(found), "bytes": len(content)})


def _take(
    step: Callable[[list[int], Actor], tuple[int, ...]],
    states: tuple[LetterState, ...],
    choice: Choice,
    username: str,
    *,
    dry_run: bool,
) -> int:
    """Take a step on the letters that are named, and return how many there were."""
    from tracker.cli.apology_choices import choose_letters
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        found = choose_letters(choice, states)
        return len(step([each.id for each in found], acting(username)))

"""Messages to people (thư tin): what waits, what was sent, what was given up and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.queries.outbox import (
    MessageColumn,
    MessageState,
    count_messages,
    count_without_address,
    list_given_up_ids,
    list_messages,
)
from tracker.runtime import current_settings
from tracker.services.outbox import retry_message
from tracker.transaction import transaction
from tracker.wording.messages import tell_error
from views.access import access, current_actor
from views.navigation import Page, paginate, same_page
from views.pages.filters import Tab
from views.pages.sorting import SortColumn, build_heads, read_sort

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from tracker.queries.outbox import MessageRow

bp = Blueprint("messages", __name__)

PAGE_SIZE: Final = 50
NEWEST: Final = "-luc"
"""What messages are sorted by without a word in the address."""
STATES: Final[Mapping[str, MessageState | None]] = {
    "": None,
    "dang-cho": MessageState.WAITING,
    "da-gui": MessageState.SENT,
    "dung-gui": MessageState.GIVEN_UP,
}


@bp.get("/thu-tin")
@access(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Show messages by where they stand; the one page with people's addresses."""
    counts = count_messages()
    word = request.args.get("tinh-trang", "")
    state = STATES.get(word)
    total = sum(counts.values()) if state is None else counts[state]
    places = paginate(range(total), size=PAGE_SIZE)
    by, is_descending = _order()
    offset = (places.number - 1) * PAGE_SIZE
    rows = list_messages(state, by=by, is_descending=is_descending, offset=offset, limit=PAGE_SIZE)
    mail = current_settings().mail
    return render_template(
        "messages/index.html",
        page=Page(rows, places.number, places.page_count, total, places.name),
        heads=build_heads(_columns(), NEWEST),
        tabs=_tabs(counts, state),
        given_up=counts[MessageState.GIVEN_UP],
        waiting=counts[MessageState.WAITING],
        without_address=count_without_address(),
        mail=mail,
        is_configured=bool(mail.host and mail.sender),
        tell_error=tell_error,
    )


@bp.post("/thu-tin/<int:message_id>/gui-lai")
@access(Role.ADMINISTRATOR)
def retry(message_id: int) -> ResponseReturnValue:
    """Send one message again that was given up."""
    with transaction():
        retry_message(message_id=message_id, actor=current_actor(), at=now())
    flash(_("Thư sẽ được gửi lại trong lượt gửi tới."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/thu-tin/gui-lai")
@access(Role.ADMINISTRATOR)
def retry_all() -> ResponseReturnValue:
    """Send again all that was given up, except to people without an address."""
    count = 0
    with transaction():
        for message_id in list_given_up_ids():
            try:
                retry_message(message_id=message_id, actor=current_actor(), at=now())
            except RefusedError:
                continue
            count += 1
    flash(_("%(count)s thư sẽ được gửi lại trong lượt gửi tới.", count=count), "success")
    return redirect(url_for(".index"), 303)


def _columns() -> tuple[SortColumn[MessageRow], ...]:
    return (
        SortColumn("thu", _("Thư"), sorts=False),
        SortColumn("nguoi-nhan", _("Người nhận")),
        SortColumn("luc", _("Lập lúc"), is_worst_high=True),
        SortColumn("tinh-trang", _("Tình trạng"), sorts=False),
        SortColumn("so-lan", _("Số lần thử"), is_worst_high=True, is_number=True),
    )


def _order() -> tuple[MessageColumn, bool]:
    columns = {"nguoi-nhan": MessageColumn.PERSON, "so-lan": MessageColumn.ATTEMPTS}
    key, is_descending = read_sort(NEWEST)
    column = columns.get(key, MessageColumn.CREATED)
    return column, is_descending if key in (*columns, "luc") else True


def _tabs(counts: Mapping[MessageState, int], state: MessageState | None) -> list[Tab]:
    texts = (_("Tất cả"), _("Đang chờ gửi"), _("Đã gửi"), _("Đã dừng gửi"))
    return [
        Tab(
            text,
            sum(counts.values()) if each is None else counts[each],
            same_page(tinh_trang=word or None, trang=None),
            each is state,
        )
        for (word, each), text in zip(STATES.items(), texts, strict=True)
    ]

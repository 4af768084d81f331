"""Counts of a period in the columns of form II.06a/VPCP/KSTT (thống kê)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES
from tracker.errors import RefusedError
from tracker.publishing.count_tables import build_period_counts
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.units import load_tree
from tracker.rules.count_tables import STANDSTILLS, CountBy
from tracker.rules.periods import month_of, read_period
from tracker.runtime import current_settings
from tracker.wording.sentences import explain
from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED
from views.formatting import show_period
from views.navigation import same_page
from views.pages.counts import BY_WORDS, FormTable, build_form_table, form_csv_rows
from views.pages.downloads import lead_lines, send_csv
from views.pages.filters import build_options, read_word
from views.pages.kept import kept, present_state
from views.pages.past import find_data_days, read_past_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.publishing.count_tables import PeriodCounts
    from views.pages.filters import Option
    from views.pages.past import PastDay

bp = Blueprint("counts", __name__)


@dataclass(frozen=True, slots=True)
class CountsPage:
    """The form of a period, or why there is none.

    Args:
        table: The form; None when the address cannot be read.
        period_text: The period as typed, or the newest month with data.
        past: The past day looked at.
        refused: Why the period or the day cannot be read.
        groupings: What the rows may be.
        csv_url: The same as a file.
        now_url: The same as of now.
        own_unit: Name of the unit this person is limited to; empty for all units.
    """

    table: FormTable | None
    period_text: str
    past: PastDay
    refused: str
    groupings: tuple[Option, ...]
    csv_url: str
    now_url: str
    own_unit: str


@bp.get("/thong-ke/06a")
@access(*LOGGED_IN)
def show() -> ResponseReturnValue:
    """Show the form with its groups, subtotals and the sums that do not come out."""
    page = _build()
    status = REFUSED if page.table is None else 200
    return render_template("counts/show.html", page=page, standstills=STANDSTILLS), status


@bp.get("/thong-ke/06a.csv")
@access(*LOGGED_IN)
def download() -> ResponseReturnValue:
    """Send the form as a CSV file."""
    page = _build()
    if page.table is None:
        return render_template("counts/show.html", page=page, standstills=STANDSTILLS), REFUSED
    header, rows = form_csv_rows(page.table)
    name = page.table.counts.period.code.replace("/", "-")
    title = _("Biểu II.06a/VPCP/KSTT, %(period)s", period=show_period(page.table.counts.period))
    grouping = next((each.text for each in page.groupings if each.is_chosen), "")
    lead = lead_lines(title, "; ".join(filter(None, (grouping, page.own_unit))))
    return send_csv(f"bieu-06a-{name}", header, rows, above=lead)


def _build() -> CountsPage:
    actor, past = current_actor(), read_past_day()
    text = request.args.get("ky", "").strip()
    by = read_word(BY_WORDS, "nhom") or CountBy.UNIT
    if not text:
        newest = find_data_days(past).newest_on
        text = month_of(newest, current_settings().month_cutoff_day).code
    table, refused = None, past.refused
    if not refused:
        try:
            table = _count(text, by, past)
        except RefusedError as error:
            refused = explain(error)
    word = next(word for word, found in BY_WORDS.items() if found is by)
    names = (_("Đơn vị"), _("Cấp"), _("Lĩnh vực"))
    return CountsPage(
        table=table,
        period_text=text,
        past=past,
        refused=refused,
        groupings=build_options(zip(BY_WORDS, names, strict=True), word),
        csv_url=f"{url_for('counts.download')}?{urlencode(request.args)}",
        now_url=same_page(ngay=None),
        own_unit=actor.unit_name if actor.role in UNIT_ROLES else "",
    )


def _count(text: str, by: CountBy, past: PastDay) -> FormTable:
    actor, period = current_actor(), read_period(text)

    def counted() -> PeriodCounts:
        tree = load_tree()
        return build_period_counts(
            period,
            current_settings(),
            by=by,
            known_on=past.day,
            unit_ids=answered_unit_ids(actor, tree),
            tree=tree,
        )

    if past.day is not None:
        return build_form_table(counted())
    key = "period counts", period.code, by, actor.unit_id
    return build_form_table(kept(present_state(), key, counted))

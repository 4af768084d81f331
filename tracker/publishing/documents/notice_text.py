"""The text of the notice: how was counted, what came out, what units said, what is to be done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import Language
from tracker.publishing.documents.notice_coverage import coverage_sentences
from tracker.publishing.documents.tree import Block, Figure, body, note, section
from tracker.publishing.pictures.late_dossiers import list_pictures
from tracker.rules.dates import format_date
from tracker.rules.numbers import format_count
from tracker.rules.rates import percent_text
from tracker.wording.stored import explain_stored
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.publishing.public_list import PublicList, UnitLine

SOURCE_ENDS: Final = "source_ends_before_period"


def notice_blocks(
    content: Mapping[str, Any], found: PublicList, *, sha256: str
) -> tuple[Block, ...]:
    """Return the text of the notice between bases and signature.

    Args:
        content: Canonical content of the list.
        found: The same in rows.
        sha256: Hash of the public bytes; empty for a draft.
    """
    return (
        body(
            "Nay công khai danh sách đơn vị chậm muộn trong giải quyết thủ tục hành chính như sau:"
        ),
        section("1. Kỳ, nguồn số liệu và cách tính"),
        *_scope(content, found),
        section("2. Kết quả chung"),
        *_results(found.totals, found.small_count),
        *_pictures(content, found.small_count),
        section("3. Danh sách"),
        *_lists(found),
        *_objections(content, found),
        *_closing(content, sha256),
    )


def _scope(content: Mapping[str, Any], found: PublicList) -> Iterator[Block]:
    yield body(
        f"Kỳ tính từ ngày {_day(content['first_day'])} đến hết ngày {_day(content['last_day'])};"
        f" số liệu đến ngày {_day(content['as_of'])}."
    )
    sources = "; ".join(
        f"{each['name'] or each['code']} (đến ngày {_day(each['as_of'])})"
        for each in content.get("sources", ())
    )
    if sources:
        yield body(f"Nguồn số liệu: {sources}.")
    yield body(found.rule_text)
    if found.small_count:
        yield body(
            f"Dưới {format_count(found.small_count)} hồ sơ thì chỉ in số hồ sơ, không in tỷ lệ:"
            " tỷ lệ của vài hồ sơ không nói lên điều gì và có thể chỉ ra một người."
        )
    yield body(
        "Hồ sơ tạm dừng hoặc chờ bổ sung được đếm riêng, không tính là chậm."
        " Ghi chú ở từng dòng nêu điều người đọc cần biết; không hồ sơ nào được bỏ khỏi danh sách"
        " vì ghi chú đó."
    )
    with force_locale(Language.VIETNAMESE.value):
        for each in content.get("notices", ()):
            yield body(f"Lưu ý: {_notice(each)}")
        if found.replies.line:
            yield body(found.replies.line)


def _notice(notice: Mapping[str, Any]) -> str:
    if notice.get("code", SOURCE_ENDS) == SOURCE_ENDS:
        return (
            f"số liệu của nguồn {notice.get('source', '')} chỉ đến ngày"
            f" {_day(notice['as_of'])}, trước ngày cuối kỳ."
        )
    text = explain_stored(str(notice["code"]), notice)
    return f"{text[:1].lower()}{text[1:]}"


def _results(totals: UnitLine, small_count: int) -> Iterator[Block]:
    count = format_count
    yield body(
        f"Kỳ trước chuyển sang {count(totals.carried_over)} hồ sơ, tiếp nhận trong kỳ"
        f" {count(totals.received)} hồ sơ."
    )
    yield body(
        f"Đã giải quyết {count(totals.finished)} hồ sơ: trước hạn {count(totals.finished_early)},"
        f" đúng hạn {count(totals.finished_on_time)}, quá hạn {count(totals.finished_late)}."
        f" Tỷ lệ giải quyết trước hạn và đúng hạn trên số đã giải quyết:"
        f" {percent_text(totals.finished_on_time_rate)}."
    )
    yield body(
        f"Đang giải quyết {count(totals.open)} hồ sơ: trong hạn {count(totals.open_within_term)},"
        f" quá hạn {count(totals.open_overdue)}; tạm dừng, chờ bổ sung {count(totals.paused)};"
        f" trả lại, rút, từ chối {count(totals.returned)}."
    )
    yield body(
        "Tiến độ giải quyết theo Quyết định số 766/QĐ-TTg (đã giải quyết đúng hạn và đang giải"
        f" quyết trong hạn trên số đã và đang giải quyết): {percent_text(totals.progress_rate)}."
    )
    yield from map(body, coverage_sentences(totals.coverage, small_count))


def _pictures(content: Mapping[str, Any], small_count: int) -> Iterator[Block]:
    """Yield the pictures of the list, drawn from its frozen content; none of few dossiers."""
    last_day = date.fromisoformat(str(content["last_day"]))
    with force_locale(Language.VIETNAMESE.value):
        drawn = list_pictures(content, last_day, small_count=small_count)
    for _, picture in drawn.named():
        yield Figure(picture)


def _lists(found: PublicList) -> Iterator[Block]:
    for label, lines, words in (
        ("Phụ lục I", found.finished_late, "đã giải quyết quá hạn trong kỳ"),
        ("Phụ lục II", found.open_overdue, "đang giải quyết, đã quá hạn đến hết ngày cuối kỳ"),
    ):
        units = len({line.unit_code for line in lines})
        counted = (
            f"{format_count(len(lines))} hồ sơ của {format_count(units)} đơn vị"
            if lines
            else "không có hồ sơ nào"
        )
        yield body(f"{label}: hồ sơ {words}: {counted}.")
    yield body("Phụ lục III: số liệu của từng đơn vị trong kỳ.")
    for entry in found.replies.upheld:
        about = f" (hồ sơ {entry.code})" if entry.code else " (số liệu của đơn vị)"
        yield body(f"- Chấp nhận phản hồi của {entry.unit_name}{about}: {entry.text}")


def _objections(content: Mapping[str, Any], found: PublicList) -> Iterator[Block]:
    """Yield what units objected to and the office has not settled: it is printed, never hidden."""
    rows = content.get("objections") or ()
    if not rows:
        return
    names = {unit.code: unit.name for unit in found.units}
    yield section("4. Ý kiến của đơn vị chưa thống nhất")
    for each in rows:
        unit_code = str(each.get("unit_code") or "")
        unit = str(each.get("unit_name") or names.get(unit_code, unit_code))
        about = str(each.get("dossier_code") or each.get("code") or "")
        subject = f" (hồ sơ {about})" if about else " (số liệu của đơn vị)"
        yield body(f"- {unit}{subject}: {str(each.get('text') or '').strip()}")


def _closing(content: Mapping[str, Any], sha256: str) -> Iterator[Block]:
    number = 5 if content.get("objections") else 4
    yield section(f"{number}. Trách nhiệm của các đơn vị có tên trong danh sách")
    yield body(
        "Với từng hồ sơ chậm: báo cáo giải trình lý do với người đứng đầu cơ quan, đơn vị, và xin"
        " lỗi, hẹn lại ngày trả kết quả với người dân, tổ chức theo quy định."
    )
    yield body("Với hồ sơ đang quá hạn: khẩn trương giải quyết và trả kết quả.")
    version = int(content.get("version") or 1)
    reason = str(content.get("reason") or "")
    if reason:
        yield body(f"Đây là bản số {version} của kỳ này, lập lại vì: {reason.rstrip('.')}.")
    if sha256:
        yield body(
            f"Nội dung công bố là bản số {version} của kỳ này; mọi người có thể dùng mã dưới đây để"
            " đối chiếu với bản trên trang công bố."
        )
        yield note(f"Mã SHA-256: {sha256}")


def _day(value: object) -> str:
    return format_date(date.fromisoformat(str(value)))

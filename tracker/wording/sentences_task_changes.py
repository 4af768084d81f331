"""What people read when parties, terms and targets of tasks are changed."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    # what a change says
    "party_added": _l("thêm %(role)s: %(name)s"),
    "party_removed": _l("bỏ %(role)s: %(name)s"),
    "party_moved": _l("%(name)s: %(before)s → %(role)s"),
    "party_condition": _l("%(name)s: điều kiện “%(before)s” → “%(after)s”"),
    "party_order": _l("đổi thứ tự đơn vị"),
    "term_changed": _l("thời hạn %(before)s → %(after)s"),
    "target_changed": _l("chỉ tiêu %(before)s → %(after)s"),
    "term_text": _l("“%(phrase)s” (hạn %(due_on)s)"),
    "change_due_passed": _l("hạn mới %(due_on)s đã qua vào ngày có hiệu lực"),
    "change_extensions_stay": _l("gia hạn đã ghi vẫn áp dụng: đến %(due_on)s"),
    "change_target_ends": _l(
        "chỉ tiêu vẫn chỉ áp dụng đến hết %(last_day)s; nếu cần lâu hơn, hãy sửa cả chỉ tiêu"
    ),
    "target_until": _l("áp dụng đến hết %(last_day)s"),
    # refusals
    "change_reason_short": _l("Lý do sửa cần ít nhất %(minimum)s ký tự; hãy nói rõ vì sao."),
    "change_reason_long": _l("Lý do dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "change_document_long": _l("Tên văn bản dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "change_phrase_missing": _l("Hãy ghi nội dung mới như in trong văn bản."),
    "change_nothing": _l("Nhiệm vụ %(number)s đã đúng như vậy; không có gì để sửa."),
    "change_without_lead": _l(
        "Nhiệm vụ %(number)s sẽ không còn đơn vị chủ trì; hãy ghi ít nhất một đơn vị chủ trì."
    ),
    "change_party_twice": _l(
        "“%(name)s” được ghi hai lần trong nhiệm vụ %(number)s; hãy để mỗi đơn vị một lần."
    ),
    "change_party_long": _l("Tên “%(name)s” dài quá %(maximum)s ký tự; hãy viết gọn hơn."),
    "change_too_many_parties": _l("Mỗi nhiệm vụ nhiều nhất %(maximum)s dòng đơn vị."),
    "change_target_product": _l(
        "Nhiệm vụ %(number)s đánh giá theo sản phẩm nên không có chỉ tiêu bằng số; hãy sửa thời hạn"
        " hoặc phân công."
    ),
    "change_target_places": _l(
        "Chỉ tiêu “%(phrase)s” có quá %(maximum)s chữ số thập phân; hãy ghi gọn hơn."
    ),
    "change_target_unit": _l(
        "Chỉ số của nhiệm vụ tính bằng “%(expected)s”, chỉ tiêu “%(phrase)s” lại tính bằng"
        " “%(found)s”; hãy ghi cùng đơn vị tính."
    ),
    "change_before_document": _l(
        "Ngày có hiệu lực %(effective_on)s trước ngày %(first_day)s của văn bản; hãy chọn từ ngày"
        " đó trở đi."
    ),
    "change_before_newer": _l(
        "Đã có thay đổi cùng loại có hiệu lực từ %(newest)s; hãy chọn từ ngày đó trở đi, hoặc hoàn"
        " tác thay đổi đó trước."
    ),
    "change_into_closed": _l(
        "Ngày %(effective_on)s chạm vào kỳ %(period)s đã đánh giá hoặc công bố (đến"
        " %(last_day)s). Hãy chọn từ ngày %(first_day)s trở đi; nếu thật sự phải sửa lùi, hãy xác"
        " nhận “sửa cả kỳ đã khép” (dòng lệnh: --into-closed). Kết quả đã lưu chỉ đổi khi đánh"
        " giá lại kỳ đó."
    ),
    "change_stale": _l(
        "Trong lúc bạn sửa, %(person)s đã sửa trước. Lúc bạn mở trang: %(before)s. Nay: %(now)s."
        " Nội dung bạn ghi vẫn còn trong ô; hãy xem lại rồi gửi."
    ),
    "change_units_unseen": _l(
        "Nhiệm vụ được giao cho một nhóm: hãy xem các đơn vị nhóm được kê ra ở phần xem trước, rồi"
        " ghi lại (dòng lệnh: xem với --dry-run, rồi ghi với mã --effects-seen in ở cuối)."
    ),
    "change_units_changed": _l(
        "Các đơn vị nhiệm vụ được giao cho nhóm sẽ đổi không còn như lần xem trước; hãy xem lại các"
        " đơn vị được kê ra, rồi ghi lại (dòng lệnh: xem với --dry-run, rồi ghi với mã mới)."
    ),
    "change_missing": _l("Không có thay đổi số %(value)s; hãy xem lại lịch sử của nhiệm vụ."),
    "change_undone": _l("Thay đổi số %(value)s đã được hoàn tác trước đó."),
    "change_is_undo": _l(
        "Thay đổi số %(value)s là một lần hoàn tác; hãy ghi một thay đổi mới thay vì hoàn tác nó."
    ),
    "change_stands_below": _l(
        "Nhiệm vụ %(number)s còn thay đổi sau đó (số %(newest)s); hãy hoàn tác thay đổi ấy trước."
    ),
    # bulk
    "bulk_empty": _l("Chưa chọn nhiệm vụ nào; hãy đánh dấu ít nhất một nhiệm vụ."),
    "bulk_many": _l("Mỗi lần sửa nhiều nhất %(maximum)s nhiệm vụ; hãy chia làm nhiều lần."),
    "bulk_refused": _l(
        "Không sửa được %(count)s nhiệm vụ nên chưa sửa nhiệm vụ nào. Nhiệm vụ %(number)s:"
        " %(why)s Hãy bỏ chọn nhiệm vụ đó hoặc sửa riêng."
    ),
    "bulk_not_a_party": _l("“%(name)s” không có trong phân công của nhiệm vụ này."),
    "bulk_without_due": _l("Thời hạn của nhiệm vụ này không phải một ngày nên không dời được."),
    "bulk_days": _l("Số ngày dời phải khác 0 và từ -3650 đến 3650."),
    "bulk_step_unclear": _l(
        "Hãy chọn đúng một việc: thay đơn vị, thêm đơn vị phối hợp, hoặc dời hạn."
    ),
}

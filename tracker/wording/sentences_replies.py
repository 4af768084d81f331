"""Sentences of the units' right of reply to a draft list, and of checking a file."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    # the window
    "reply_days_invalid": _l(
        "Thời gian phản hồi %(value)s ngày làm việc không hợp lệ; hãy chọn từ 1 đến %(most)s."
    ),
    "reply_window_already_open": _l(
        "Dự thảo kỳ %(period)s đang trong thời hạn phản hồi, đến hết ngày %(until)s."
    ),
    "reply_needs_redraft": _l(
        "Dự thảo kỳ %(period)s lập từ trước nên chưa ghi nguồn của từng dòng; hãy lập lại dự thảo"
        " rồi mở thời hạn phản hồi."
    ),
    "reply_window_missing": _l(
        "Dự thảo kỳ %(period)s chưa mở cho đơn vị phản hồi; hãy chờ Văn phòng mở."
    ),
    "reply_window_over": _l(
        "Thời gian phản hồi dự thảo kỳ %(period)s đã hết từ sau ngày %(until)s; hãy liên hệ Văn"
        " phòng."
    ),
    "reply_window_open": _l(
        "Dự thảo kỳ %(period)s còn trong thời hạn phản hồi đến hết ngày %(until)s và còn"
        " %(count)s đơn vị chưa trả lời (%(units)s); hãy duyệt sau ngày đó, hoặc khi mọi đơn vị đã"
        " trả lời."
    ),
    "reply_unit_missing": _l(
        "Đơn vị “%(unit)s” không có hồ sơ nào trong dự thảo kỳ %(period)s nên không cần trả lời."
    ),
    "reply_unit_not_listed": _l(
        "Đơn vị “%(unit)s” không có trong dự thảo kỳ %(period)s; hãy xem lại mã đơn vị."
    ),
    "reply_already_answered": _l(
        "Đơn vị “%(unit)s” đã trả lời dự thảo này rồi; nếu có ý kiến khác, hãy gửi phản hồi."
    ),
    # objections
    "objection_text_missing": _l("Hãy ghi nội dung phản hồi."),
    "objection_text_too_long": _l("Nội dung phản hồi dài quá %(most)s ký tự; hãy viết gọn lại."),
    "objection_row_missing": _l(
        "Dự thảo không có hồ sơ “%(value)s” của đơn vị %(unit)s; hãy xem lại mã hồ sơ."
    ),
    "objection_source_needed": _l(
        "Đơn vị có hồ sơ “%(value)s” ở nhiều nguồn (%(sources)s); hãy nêu thêm mã nguồn."
    ),
    "objection_already_open": _l(
        "Nội dung này đã có phản hồi số %(value)s đang chờ Văn phòng quyết định."
    ),
    "objection_missing": _l("Không có phản hồi số %(value)s, hoặc không phải của đơn vị bạn."),
    "objection_decision_missing": _l("Hãy ghi kết luận; kết luận được in công khai."),
    "objection_decision_too_long": _l("Kết luận dài quá %(most)s ký tự; hãy viết gọn lại."),
    "objection_already_decided": _l(
        "Phản hồi số %(value)s đã được quyết định (%(state)s) và không đổi nữa."
    ),
    "objection_is_own": _l(
        "Tài khoản “%(username)s” đã ghi phản hồi này nên không được quyết định; cần người khác."
    ),
    "objection_list_frozen": _l(
        "Danh sách kỳ %(period)s không còn ở dự thảo nên nội dung không đổi được; nếu phản hồi"
        " đúng, hãy lập bản đính chính rồi quyết định."
    ),
    # inside a list
    "objections_upheld": _l(
        "%(count)s hồ sơ được chấp nhận phản hồi, chờ sửa dữ liệu nguồn; số đếm chưa trừ."
    ),
    "count_objections_upheld": _l(
        "%(count)s phản hồi về số đếm được chấp nhận; số đếm chỉ đổi khi dữ liệu nguồn được sửa."
    ),
    "list_without_reply": _l("Danh sách này không qua thời hạn phản hồi của đơn vị."),
    "list_with_reply": _l(
        "Đơn vị có tên đã được xem trước và phản hồi từ ngày %(opened_on)s đến hết ngày %(until)s."
    ),
    # changes since last month
    "no_month_before": _l(
        "Không có danh sách kỳ %(period)s đang công bố để so sánh; đây là lần đầu hoặc danh sách"
        " đó đã thu hồi."
    ),
    "movement_came": _l("mới có tên"),
    "movement_rose": _l("tăng"),
    "movement_same": _l("không đổi"),
    "movement_fell": _l("giảm"),
    "movement_went": _l("không còn hồ sơ chậm"),
    "months_compared": _l(
        "So với danh sách kỳ %(period)s, bản %(version)s: %(came)s đơn vị mới có tên, %(rose)s"
        " tăng, %(same)s không đổi, %(fell)s giảm, %(went)s không còn hồ sơ chậm; %(carried)s hồ sơ"
        " quá hạn từ kỳ trước vẫn còn trong danh sách."
    ),
    # checking a file
    "file_published": _l(
        "Đúng: đây là bản %(version)s của danh sách kỳ %(period)s (%(format)s), công bố ngày"
        " %(published_on)s và đang có giá trị."
    ),
    "file_corrected": _l(
        "Đúng là bản %(version)s của danh sách kỳ %(period)s (%(format)s), công bố ngày"
        " %(published_on)s, nhưng đã được thay bằng bản đính chính ngày %(closed_on)s: %(reason)s"
    ),
    "file_withdrawn": _l(
        "Đúng là bản %(version)s của danh sách kỳ %(period)s (%(format)s), công bố ngày"
        " %(published_on)s, nhưng đã bị thu hồi ngày %(closed_on)s: %(reason)s"
    ),
    "file_not_published": _l(
        "Không: cơ quan này chưa công bố tệp nào có đúng nội dung đó. Tệp có thể đã bị sửa, hoặc"
        " được mở rồi lưu lại bằng chương trình khác; hãy tải lại từ trang công bố rồi đối chiếu."
    ),
    "chain_whole": _l("Chuỗi mã băm liền mạch từ bản này về bản đầu tiên: %(count)s bản."),
    "chain_content": _l(
        "Cảnh báo: nội dung lưu của danh sách kỳ %(period)s (bản %(version)s) không còn khớp mã"
        " băm; hãy báo Văn phòng."
    ),
    "chain_link": _l(
        "Cảnh báo: danh sách kỳ %(period)s (bản %(version)s) nêu một bản liền trước không có trong"
        " các bản đã công bố; hãy báo Văn phòng."
    ),
    "hash_unreadable": _l(
        "“%(value)s” không phải mã SHA-256; mã gồm đúng 64 chữ số và chữ cái từ a đến f."
    ),
    "verify_file_too_large": _l(
        "Tệp lớn hơn %(megabytes)s MB nên không phải tệp của danh sách nào; không đọc."
    ),
    "verify_nothing_given": _l("Hãy chọn một tệp hoặc dán mã SHA-256."),
}

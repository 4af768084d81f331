"""Sentences of apology letters: what a dossier, a day, a number or a person does not allow."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "unit_not_yours": _l(
        "Tài khoản “%(username)s” không làm việc này cho “%(unit)s” được: đó không phải đơn vị của"
        " mình hay đơn vị trực thuộc."
    ),
    "apology_none_chosen": _l("Chưa chọn dòng nào; hãy đánh dấu ít nhất một dòng."),
    "apology_many_chosen": _l(
        "Đã chọn %(value)s dòng, một lần làm nhiều nhất %(maximum)s; hãy chia làm nhiều lần."
    ),
    "apology_dossier_unknown": _l(
        "Không có hồ sơ mã “%(value)s”; hãy xem lại mã như in trong danh sách."
    ),
    "apology_dossier_several": _l("Mã hồ sơ “%(value)s” có ở nhiều nguồn; hãy nêu thêm --source."),
    "apologies_changed": _l(
        "Lúc bạn xem có %(before)s dòng, nay có %(now)s; hãy xem lại danh sách rồi làm lại."
    ),
    "apology_choice_missing": _l(
        "Hãy nêu --code cho từng hồ sơ, hoặc --unit cùng --all để làm cho mọi hồ sơ của đơn vị."
    ),
    "apology_missing": _l("Không có phiếu số %(value)s; hãy mở lại danh sách phiếu."),
    "apology_none_of": _l(
        "Hồ sơ “%(value)s” chưa có phiếu xin lỗi nào còn hiệu lực; hãy lập dự thảo trước."
    ),
    "apology_no_due": _l(
        "Hồ sơ “%(dossier)s” không có ngày hẹn trả nên không có hạn để xin lỗi và hẹn lại."
    ),
    "apology_dossier_ended": _l(
        "Hồ sơ “%(dossier)s” ở trạng thái “%(status)s” nên không lập phiếu xin lỗi."
    ),
    "apology_not_late": _l(
        "Hồ sơ “%(dossier)s” đã giải quyết xong trong hạn nên không cần phiếu xin lỗi."
    ),
    "apology_only_once": _l(
        "Hồ sơ “%(dossier)s” đã có phiếu xin lỗi; theo Nghị định 61/2018/NĐ-CP chỉ được hẹn lại"
        " một lần, muốn lập phiếu khác phải hủy phiếu chưa gửi trước."
    ),
    "apology_too_many": _l(
        "Hồ sơ “%(dossier)s” đã được hẹn lại đủ %(maximum)s lần; muốn lập phiếu khác phải hủy phiếu"
        " chưa gửi trước."
    ),
    "apology_promise_missing": _l(
        "Hãy cho ngày hẹn lại, hoặc số ngày làm việc để tính ngày hẹn lại; chỉ một trong hai."
    ),
    "apology_working_days": _l(
        "Số ngày làm việc “%(value)s” không dùng được; hãy chọn từ 1 đến %(maximum)s."
    ),
    "apology_promise_past": _l(
        "Ngày hẹn lại %(promised_on)s đã qua (hôm nay là %(today)s); hãy chọn ngày khác."
    ),
    "apology_promise_early": _l(
        "Ngày hẹn lại %(promised_on)s không sau ngày hẹn trước %(due_on)s; hãy chọn ngày muộn hơn."
    ),
    "apology_promise_day_off": _l(
        "Ngày hẹn lại %(promised_on)s là ngày nghỉ (%(name)s); hãy chọn một ngày làm việc."
    ),
    "apology_promise_over": _l(
        "Phiếu của hồ sơ “%(dossier)s” hẹn ngày %(promised_on)s, ngày ấy đã qua khi ký hoặc gửi;"
        " hãy sửa dự thảo, hoặc hủy phiếu đã ký và lập phiếu với ngày hẹn mới."
    ),
    "apology_reason_short": _l(
        "Lý do cần ít nhất %(minimum)s ký tự; hãy viết rõ như sẽ in trong phiếu."
    ),
    "apology_reason_long": _l("Lý do dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "apology_state_changed": _l(
        "Phiếu của hồ sơ “%(dossier)s” nay ở trạng thái “%(state)s” nên không làm bước này được;"
        " hãy tải lại trang."
    ),
    "apology_draft_changed": _l(
        "Dự thảo phiếu của hồ sơ “%(dossier)s” đã được sửa lúc %(at)s, sau khi bạn mở trang; hãy"
        " tải lại trang và đọc lại phiếu."
    ),
    "apology_own_draft": _l(
        "Tài khoản “%(username)s” đã soạn phiếu của hồ sơ “%(dossier)s” nên không tự ghi nhận ký;"
        " cần một người khác."
    ),
    "apology_day_ahead": _l("Ngày %(on)s chưa đến; hãy ghi ngày đã ký hoặc đã gửi thật."),
    "apology_signed_early": _l(
        "Ngày ký %(signed_on)s trước ngày soạn phiếu %(drafted_on)s; hãy xem lại ngày ký."
    ),
    "apology_sent_early": _l(
        "Ngày gửi %(sent_on)s trước ngày ký %(signed_on)s; hãy xem lại ngày gửi."
    ),
    "apology_number_missing": _l("Chưa có số phiếu; hãy nhập số văn bản như in trên phiếu."),
    "apology_number_long": _l("Số phiếu “%(value)s” dài quá %(maximum)s ký tự; hãy viết gọn hơn."),
    "apology_numbers_differ": _l(
        "Có %(numbers)s số cho %(letters)s phiếu; hãy nhập mỗi phiếu một số, hoặc chỉ số đầu tiên"
        " để các số sau chạy tiếp."
    ),
    "apology_number_unreadable": _l(
        "Không đếm tiếp được từ số “%(value)s”; số đầu tiên phải bắt đầu bằng chữ số, ví dụ"
        " 09/PXL-STP."
    ),
    "apology_number_twice": _l("Số phiếu “%(value)s” nhập hai lần; mỗi phiếu có số riêng."),
    "apology_number_taken": _l(
        "Số phiếu “%(value)s” đã cấp cho phiếu khác của đơn vị trong năm %(year)s; hãy xem lại sổ"
        " văn bản đi."
    ),
    "apology_too_many_files": _l(
        "Đã chọn %(value)s phiếu, một tệp nhiều nhất %(maximum)s phiếu; hãy chia làm nhiều lần."
    ),
    "apology_suffix_unknown": _l(
        "Không biết loại tệp của “%(path)s”; phiếu được ghi ra .docx hoặc .pdf."
    ),
}

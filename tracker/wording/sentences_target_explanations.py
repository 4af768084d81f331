"""Sentences of explanations of missed targets."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "target_not_missed": _l(
        "Kỳ %(period)s không có kết quả “chưa đạt” nào của đơn vị “%(unit)s” ở nhiệm vụ"
        " “%(task)s”; hãy xem lại bằng lệnh list."
    ),
    "target_not_missed_now": _l(
        "Kết quả kỳ %(period)s nay không phải “chưa đạt” nên không cần giải trình; hãy tải lại"
        " trang."
    ),
    "target_explanation_short": _l(
        "Giải trình cần ít nhất %(minimum)s ký tự; hãy nêu rõ vì sao chưa đạt."
    ),
    "target_measure_short": _l(
        "Biện pháp cần ít nhất %(minimum)s ký tự; hãy nêu rõ sẽ làm gì, ai làm."
    ),
    "target_explanation_long": _l("Nội dung dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "target_note_short": _l(
        "Ghi chú trả lại cần ít nhất %(minimum)s ký tự; hãy nêu rõ cần bổ sung gì."
    ),
    "target_measure_past": _l(
        "Ngày hoàn thành biện pháp %(on)s đã qua; hãy hứa một ngày từ hôm nay trở đi."
    ),
    "target_explanation_missing": _l(
        "Chưa có giải trình nào để xem xét; đơn vị phải gửi giải trình trước."
    ),
    "target_explanation_changed": _l(
        "Lúc bạn xem là bản %(seen)s, nay là bản %(found)s; hãy tải lại trang rồi làm lại."
    ),
    "target_explanation_waiting": _l(
        "Bản giải trình trước đang chờ Văn phòng xem xét nên chưa gửi bản khác được."
    ),
    "target_explanation_accepted": _l("Giải trình đã được chấp nhận nên không sửa được nữa."),
    "target_explanation_reviewed": _l(
        "Giải trình nay ở trạng thái “%(state)s” nên không xem xét lại được; hãy tải lại trang."
    ),
    "target_explanation_own": _l(
        "Tài khoản “%(username)s” đã viết giải trình này nên không tự xem xét; cần một người khác"
        " của Văn phòng."
    ),
    "measure_missing": _l(
        "Chưa có biện pháp nào được hứa cho chỉ tiêu này; đơn vị phải gửi giải trình trước."
    ),
    "measure_sent_back": _l(
        "Giải trình nêu biện pháp này đã bị trả lại; hãy viết lại giải trình trước."
    ),
    "measure_changed": _l(
        "Đã có người ghi nhận biện pháp này sau khi bạn mở trang; hãy tải lại trang."
    ),
    "measure_done_already": _l(
        "Biện pháp đã được ghi nhận hoàn thành ngày %(on)s; Văn phòng phải hủy ghi nhận ấy trước."
    ),
    "measure_not_done": _l("Biện pháp chưa được ghi nhận hoàn thành nên không có gì để hủy."),
    "measure_day_ahead": _l("Ngày %(on)s chưa đến; hãy ghi ngày đã hoàn thành thật."),
    "measure_day_early": _l(
        "Ngày hoàn thành %(on)s trước ngày hứa biện pháp %(promised_on)s; hãy xem lại ngày."
    ),
    "measure_note_short": _l(
        "Ghi chú cần ít nhất %(minimum)s ký tự; hãy nêu rõ đã làm gì hoặc vì sao hủy ghi nhận."
    ),
}

"""The guide of each role (hướng dẫn theo vai trò): what to do, in order, and the doors to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flask_babel import lazy_gettext as _l

from models.vocabulary import Role

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString


class Step(NamedTuple):
    """One thing a role does.

    Args:
        text: What, in a sentence or two.
        doors: Endpoints of the pages it is done on; their names are those of the menu.
        rule: The rule behind its figures, by its anchor; empty without one.
    """

    text: LazyString
    doors: tuple[str, ...]
    rule: str = ""


_FIRST: Final = Step(
    _l(
        "Mở “Việc của tôi”: việc nào đang chờ bạn, bao nhiêu, đến bao giờ; bấm vào "
        "là thấy đúng những dòng đó."
    ),
    ("accounts.home",),
    "viec-cho",
)
_UNIT: Final = Step(
    _l("Ngay dưới đó: bảng điểm của đơn vị, đơn vị bên dưới, ai chờ bạn, bạn chờ ai, mấy ngày."),
    ("accounts.home",),
    "ket-qua",
)
_EXPLAIN: Final = Step(
    _l("Chỉ tiêu chưa đạt thì giải trình vì sao, hứa biện pháp nào, đến ngày nào."),
    ("target_explanations.index",),
    "ket-qua",
)
_CHASE: Final = Step(
    _l("Xem hôm nay đơn vị nào gấp nhất, vì những việc gì, nhắc ai; in hoặc tải danh sách đó."),
    ("chasing.index",),
    "viec-cho",
)
_TARGETS: Final = Step(
    _l("Xem chỉ tiêu của đơn vị: bấm vào một kết quả để thấy số liệu, nguồn và lý do."),
    ("targets.index", "matrix.show", "overviews.show"),
    "ket-qua",
)

GUIDES: Final[dict[Role, tuple[Step, ...]]] = {
    Role.DEPARTMENT_HEAD: (
        _FIRST,
        _UNIT,
        Step(
            _l(
                "Văn bản mới: tiếp nhận các phân công của đơn vị, hoặc từ chối kèm lý do và đề "
                "xuất; được đề xuất nhận việc thì nêu ý kiến trước hạn xem xét."
            ),
            ("assignment_answers.index", "assignment_disputes.index"),
            "phan-cong",
        ),
        _TARGETS,
        Step(
            _l("Xem xét báo cáo nhiệm vụ cán bộ đã gửi, kèm minh chứng và hạn của nhiệm vụ."),
            ("tasks.index",),
            "nhiem-vu",
        ),
        Step(
            _l(
                "Xem hồ sơ quá hạn và trả chậm của đơn vị và các đơn vị trực thuộc, có tên "
                "cán bộ và số ngày chậm."
            ),
            ("dossiers.index",),
            "so-ngay-cham",
        ),
        Step(
            _l(
                "Xem xét giải trình cán bộ đã viết: chấp nhận, hoặc trả lại kèm lý do; "
                "không ai xem xét bản do chính mình viết."
            ),
            ("explanations.index",),
            "do-day-du",
        ),
        Step(_l("Ghi số và ngày của phiếu xin lỗi đã ký."), ("apologies.index",), "do-day-du"),
        _EXPLAIN,
        Step(
            _l(
                "Khi dự thảo danh sách được gửi đến: xem các dòng của đơn vị, phản hồi hoặc"
                " bấm “Không có ý kiến” trước khi hết hạn."
            ),
            ("objections.index",),
            "cham",
        ),
        Step(_l("Số của mình khác nguồn khác thì xem đối chiếu."), ("reconciliation.index",)),
    ),
    Role.UNIT_OFFICER: (
        _FIRST,
        _UNIT,
        Step(
            _l("Vài ngày một lần, xem hồ sơ đang quá hạn và làm các hồ sơ đó trước."),
            ("dossiers.index",),
            "cham",
        ),
        Step(
            _l("Không rõ hạn trả thì tính thử, từng ngày có lý do."),
            ("calculator.show",),
            "so-ngay-cham",
        ),
        Step(
            _l(
                "Viết giải trình cho từng hồ sơ chậm: nguyên nhân, chậm ở bước nào, từ bao "
                "giờ; nhiều hồ sơ cùng lý do thì đánh dấu cùng lúc."
            ),
            ("explanations.index",),
            "do-day-du",
        ),
        Step(
            _l(
                "Soạn phiếu xin lỗi và hẹn lại trước khi hết hạn; ký xong thì ghi đã gửi "
                "lúc nào, bằng cách nào."
            ),
            ("apologies.index",),
            "do-day-du",
        ),
        Step(
            _l("Báo cáo kết quả nhiệm vụ không đo bằng số, kèm minh chứng."),
            ("tasks.index",),
            "nhiem-vu",
        ),
        _EXPLAIN,
        Step(
            _l("Xem đơn vị đã tiếp nhận việc gì, việc nào bị từ chối và đang được xem xét."),
            ("assignment_answers.index", "assignment_disputes.index"),
            "phan-cong",
        ),
        Step(
            _l("Xem chỉ tiêu nào của đơn vị còn thiếu số liệu và gửi số đó về Văn phòng."),
            ("targets.index", "matrix.show"),
            "ket-qua",
        ),
        Step(
            _l(
                "Cuối tháng, so hồ sơ với sổ của mình trước khi danh sách được lập; đưa "
                "lịch công việc vào điện thoại nếu muốn."
            ),
            ("objections.index", "feeds.index"),
            "cham",
        ),
    ),
    Role.OFFICE_STAFF: (
        _FIRST,
        _CHASE,
        Step(
            _l(
                "Nhập số liệu: xem trước, đọc các dòng lỗi, rồi mới nhập. Nguồn tự lấy thì "
                "xem lần lấy gần nhất."
            ),
            ("imports.index", "pulls.index"),
        ),
        Step(
            _l("Hai nguồn nói khác nhau thì đối chiếu: giao người phụ trách, ghi lý do, chốt."),
            ("reconciliation.index",),
        ),
        Step(
            _l(
                "Cho đánh giá một kỳ rồi xem kết quả: thiếu số liệu không phải là đạt, cũng"
                " không phải là chưa đạt."
            ),
            ("evaluations.index", "matrix.show", "overviews.show", "targets.index"),
            "ket-qua",
        ),
        Step(
            _l("Xem hồ sơ quá hạn, giải trình và phiếu xin lỗi còn thiếu để nhắc đơn vị."),
            ("dossiers.index", "explanations.index", "apologies.index"),
            "do-day-du",
        ),
        Step(
            _l("Cảnh báo: điều đã biết bị một tệp viết lại. Hỏi đơn vị, ghi lý do, rồi đóng."),
            ("alerts.index",),
        ),
        Step(
            _l(
                "Lập dự thảo danh sách, mở phản hồi cho đơn vị, quyết định từng phản hồi, "
                "trình lãnh đạo duyệt, rồi công bố."
            ),
            ("lists.index", "cycle.index"),
            "cham",
        ),
        Step(
            _l(
                "Văn bản mới: đơn vị nào chưa tiếp nhận. Phân công bị từ chối: giao người xem xét "
                "khi cần; đã quyết định chuyển thì sửa phân công."
            ),
            ("assignment_answers.index", "assignment_disputes.index"),
            "phan-cong",
        ),
        Step(
            _l(
                "Sửa phân công, thời hạn, chỉ tiêu từ trang của chúng, nhiều dòng cùng lúc từ ma "
                "trận: xem trước, ghi lý do và văn bản, hoàn tác được."
            ),
            ("matrix.show", "targets.index", "tasks.index"),
        ),
        Step(
            _l("Xem xét báo cáo nhiệm vụ, giải trình chỉ tiêu, gia hạn."),
            ("tasks.index", "target_explanations.index"),
            "nhiem-vu",
        ),
        Step(
            _l(
                "Ngày nghỉ thay đổi thì nhập vào lịch; người khác áp dụng sau khi xem điều "
                "gì đổi theo."
            ),
            ("calendar_days.index",),
            "so-ngay-cham",
        ),
        Step(
            _l("Biểu II.06a và điểm 766 của mọi kỳ, tải về được."),
            ("counts.show", "scores.index"),
            "diem",
        ),
    ),
    Role.APPROVER: (
        _FIRST,
        Step(
            _l(
                "Phân công bị từ chối: đọc cả hai bên rồi quyết định giữ nguyên hay chuyển, trước "
                "hạn xem xét; quyết định không đổi lại được."
            ),
            ("assignment_disputes.index",),
            "phan-cong",
        ),
        Step(
            _l(
                "Mở dự thảo danh sách của tháng: xem ai lập, từ số liệu đến ngày nào, khác "
                "tháng trước ra sao."
            ),
            ("lists.index",),
            "cham",
        ),
        Step(_l("Xem cảnh báo còn mở của tháng trước khi duyệt."), ("alerts.index",)),
        Step(
            _l(
                "Duyệt: bạn chịu trách nhiệm đúng nội dung này, từ đó không đổi nữa. Không "
                "duyệt được bản do chính mình lập."
            ),
            ("lists.index", "cycle.index"),
        ),
        Step(
            _l("Xem chung theo cấp: đơn vị nào đạt, đơn vị nào chưa, so với kỳ trước."),
            ("overviews.show", "matrix.show", "scores.index"),
            "ket-qua",
        ),
        Step(
            _l(
                "Nghi ngờ một dòng thì mở hồ sơ: từng bước vì sao chậm, lần nhập nào đã đổi"
                " điều gì."
            ),
            ("dossiers.index",),
            "so-ngay-cham",
        ),
        _CHASE,
    ),
    Role.ADMINISTRATOR: (
        Step(
            _l(
                "Quản trị không quyết định ai chậm: đọc được các trang, không nhập, không "
                "đánh giá, không lập, không duyệt."
            ),
            ("accounts.home",),
        ),
        Step(
            _l(
                "Thư tin: thư nào đang chờ, đã gửi, đã dừng và vì sao; gửi lại khi địa chỉ đã đúng."
            ),
            ("messages.index",),
        ),
        Step(
            _l("Chu trình tháng: tiến trình có chạy không, bước nào đang chờ điều gì."),
            ("cycle.index",),
        ),
        Step(_l("Nguồn số liệu: lần lấy gần nhất của từng nguồn, lỗi nếu có."), ("pulls.index",)),
        Step(
            _l(
                "Tài khoản, sao lưu và kiểm tra nhật ký làm bằng dòng lệnh: tracker users, "
                "tracker backup, tracker audit verify."
            ),
            ("units.index",),
        ),
    ),
}
"""Of everybody who can log in; a test holds that each may open every page its guide names."""

"""The words of the field in plain language: the one source of the screens' glossary (từ ngữ)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.wording.text import _l

if TYPE_CHECKING:
    from tracker.wording.text import LazyString


class Term(NamedTuple):
    """One word of the field.

    Args:
        key: Its name in addresses.
        word: What screens say.
        meaning: What that means, in a sentence or two.
    """

    key: str
    word: LazyString
    meaning: LazyString


TERMS: Final = (
    Term(
        "don-vi",
        _l("đơn vị"),
        _l(
            "Cơ quan, phòng, xã hay doanh nghiệp có thể được giao việc; có ngày bắt đầu"
            " và ngày kết thúc."
        ),
    ),
    Term(
        "ke-thua",
        _l("kế thừa (sáp nhập, đổi tên, chia tách)"),
        _l("Việc của một đơn vị chuyển sang đơn vị khác từ một ngày, theo một văn bản."),
    ),
    Term(
        "nhom-don-vi",
        _l("nhóm đơn vị"),
        _l("“Các sở, ban ngành”, “UBND cấp xã”: thành viên được tìm theo ngày."),
    ),
    Term("van-ban", _l("văn bản giao việc"), _l("Văn bản giao chỉ tiêu, nhiệm vụ cho đơn vị.")),
    Term(
        "nhiem-vu",
        _l("nhiệm vụ"),
        _l("Một dòng của văn bản giao việc: đo bằng chỉ số, hoặc đánh giá theo sản phẩm."),
    ),
    Term(
        "phan-cong",
        _l("phân công"),
        _l("Phần của một đơn vị hay nhóm trong nhiệm vụ: chủ trì hoặc phối hợp."),
    ),
    Term(
        "tiep-nhan",
        _l("tiếp nhận, từ chối tiếp nhận"),
        _l(
            "Người đứng đầu đơn vị nhận phần việc được giao, hoặc từ chối kèm lý do và đề xuất;"
            " không trả lời không phải là từ chối."
        ),
    ),
    Term(
        "nguoi-xem-xet",
        _l("người xem xét"),
        _l(
            "Người quyết định phân công bị từ chối thì giữ nguyên hay chuyển; không bao giờ là"
            " người đã từ chối."
        ),
    ),
    Term(
        "thoi-han",
        _l("thời hạn"),
        _l("Cách văn bản ghi hạn; câu in luôn được giữ bên cạnh cách hiểu."),
    ),
    Term("chi-so", _l("chỉ số"), _l("Điều được đo, nói rõ tử số và mẫu số.")),
    Term("chi-tieu", _l("chỉ tiêu"), _l("Mức được giao; câu in được giữ lại.")),
    Term(
        "so-lieu",
        _l("số liệu thực hiện"),
        _l(
            "Kết quả thật của một chỉ số, một đơn vị, một kỳ, từ một nguồn; sửa thì "
            "thành bản mới, bản cũ còn nguyên."
        ),
    ),
    Term(
        "ket-qua",
        _l("kết quả đánh giá"),
        _l("Kết luận về một nhiệm vụ của một đơn vị trong một kỳ, kèm mọi căn cứ."),
    ),
    Term(
        "ma-tran",
        _l("ma trận phân công"),
        _l("Nhiệm vụ và đơn vị trên một bảng: ● chủ trì, ○ phối hợp, mỗi ô mở căn cứ của kết quả."),
    ),
    Term(
        "bang-diem",
        _l("bảng điểm"),
        _l(
            "Mọi chỉ tiêu một đơn vị chủ trì trong một kỳ: mức giao, thực hiện, kết quả, còn cách"
            " bao nhiêu."
        ),
    ),
    Term("ho-so", _l("hồ sơ TTHC"), _l("Một vụ việc thủ tục hành chính.")),
    Term("tra-cham", _l("trả chậm"), _l("Đã xử lý xong, nhưng sau ngày hẹn trả.")),
    Term(
        "qua-han",
        _l("đang quá hạn"),
        _l("Chưa xử lý xong trong khi đã qua ngày hẹn trả; không đếm chung với trả chậm."),
    ),
    Term(
        "ngay-hen-tra",
        _l("ngày hẹn trả"),
        _l("Ngày cuối cùng còn đúng hạn; trả trong ngày đó là đúng hạn."),
    ),
    Term(
        "ngay-xet",
        _l("ngày hẹn trả dùng để xét"),
        _l(
            "Ngày hẹn trả rơi vào ngày nghỉ thì dời đến ngày làm việc tiếp theo (Điều "
            "148 Bộ luật Dân sự)."
        ),
    ),
    Term(
        "ty-le-dung-han",
        _l("tỷ lệ trả đúng hạn"),
        _l(
            "(Trước hạn + đúng hạn) / đã trả: dùng cho chỉ số cải cách hành chính và "
            "các chỉ tiêu giao."
        ),
    ),
    Term(
        "ty-le-tien-do",
        _l("tỷ lệ đúng tiến độ (QĐ 766)"),
        _l(
            "(Trả đúng hạn + đang xử lý trong hạn) / (đã trả + đang xử lý): không đứng "
            "chung cột với tỷ lệ trả đúng hạn."
        ),
    ),
    Term(
        "danh-sach",
        _l("danh sách chậm muộn, bản công bố"),
        _l(
            "Dự thảo → phản hồi → duyệt → công bố → đính chính bằng bản mới, hoặc thu "
            "hồi và để lại ghi chú."
        ),
    ),
    Term("ky", _l("kỳ"), _l("Tháng, quý, năm hoặc lũy kế: 2024-03, 2024-Q1, 2024, 2024-03/ytd.")),
    Term(
        "nguon",
        _l("nguồn số liệu, lần nhập"),
        _l("Nơi số liệu đến từ, và mỗi lần nhập với số dòng và mã băm của tệp."),
    ),
    Term(
        "lan-lay",
        _l("lần lấy số liệu, lượt gọi"),
        _l(
            "Một lần lấy số liệu của một nguồn cho một kỳ, và từng câu hỏi gửi đi cùng "
            "nguyên văn trả lời."
        ),
    ),
    Term(
        "thu-tu-nguon",
        _l("thứ tự dùng số liệu"),
        _l(
            "Nhiều nguồn cùng nêu một số thì nguồn có thứ tự nhỏ nhất được dùng, rồi "
            "đến ngày mới nhất."
        ),
    ),
    Term(
        "chenh-lech",
        _l("chênh lệch đối chiếu"),
        _l("Hai nguồn nói khác nhau về một số: nguyên nhân, người phụ trách, tình trạng."),
    ),
    Term(
        "diem",
        _l("điểm, xếp loại, hạng"),
        _l(
            "Điểm Quyết định 766 như Cổng đã chấm; xếp hạng trong các sở và trong các "
            "xã, không lẫn nhau."
        ),
    ),
    Term(
        "giai-trinh",
        _l("giải trình"),
        _l("Vì sao hồ sơ chậm: đơn vị viết, người đứng đầu xem xét; mỗi lần viết là một bản."),
    ),
    Term(
        "xin-loi",
        _l("phiếu xin lỗi và hẹn lại"),
        _l("Xin lỗi người nộp và hẹn ngày mới; không làm đổi ngày hẹn trả."),
    ),
    Term(
        "lo-hen",
        _l("lỡ cả ngày hẹn lại"),
        _l("Đã gửi phiếu xin lỗi, nhưng qua ngày hẹn lại vẫn chưa có kết quả."),
    ),
    Term(
        "do-day-du",
        _l("tỷ lệ có giải trình, có xin lỗi đúng hạn"),
        _l(
            "Hồ sơ có giải trình được chấp nhận / hồ sơ chậm; hồ sơ được xin lỗi đúng "
            "hạn / hồ sơ phải xin lỗi."
        ),
    ),
    Term(
        "thoi-han-phan-hoi",
        _l("thời hạn phản hồi"),
        _l("Số ngày làm việc đơn vị được xem dự thảo và trả lời."),
    ),
    Term(
        "phan-hoi",
        _l("phản hồi"),
        _l(
            "Ý kiến của đơn vị về một dòng hay số đếm của mình; được chấp nhận thì dòng"
            " rời phụ lục, không thì được in ra."
        ),
    ),
    Term(
        "bao-cao",
        _l("báo cáo kết quả, minh chứng"),
        _l("Điều đơn vị nói về một nhiệm vụ không đo bằng số, và các tệp kèm theo."),
    ),
    Term(
        "gia-han",
        _l("gia hạn"),
        _l("Ngày muộn hơn được cho bằng một văn bản; hạn đầu tiên vẫn được giữ."),
    ),
    Term("buoc", _l("bước của chu trình"), _l("Một bước của một tháng, chỉ làm một lần.")),
    Term(
        "thu-tin",
        _l("thư tin"),
        _l("Thư được viết cùng lúc với thay đổi mà nó báo, gửi đi sau đó."),
    ),
    Term(
        "chuyen-cap",
        _l("chuyển cấp, đốc thúc"),
        _l(
            "Việc quá hạn lâu thì người đứng đầu đơn vị, rồi Văn phòng, cũng được báo; Văn phòng"
            " nhắc đơn vị."
        ),
    ),
    Term(
        "tep",
        _l("tệp công bố"),
        _l("Một định dạng của danh sách đã công bố, từng byte không đổi mãi mãi."),
    ),
    Term(
        "canh-bao",
        _l("cảnh báo toàn vẹn"),
        _l("Điều đã biết bị viết lại (chậm thành đúng hạn…); phải có người đóng kèm lý do."),
    ),
)
"""In the order of docs/glossary.md; a test holds the two together."""

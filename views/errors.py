"""Pages for everything the product refuses and for everything that goes wrong."""

from __future__ import annotations

import logging
import uuid
from typing import TYPE_CHECKING, Final

from flask import render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from tracker.errors import ConflictError, ForbiddenError, NotFoundError, TrackerError
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

log = logging.getLogger(__name__)

REFUSED: Final = 422
BRAKED: Final = 429


def status_of(error: TrackerError) -> int:
    """Return the HTTP status of a refusal."""
    if error.code == "login_braked":
        return BRAKED
    for kind, status in ((NotFoundError, 404), (ForbiddenError, 403), (ConflictError, 409)):
        if isinstance(error, kind):
            return status
    return REFUSED


def init_errors(app: Flask) -> None:
    """Show people a page of their own language instead of a bare error."""
    app.register_error_handler(TrackerError, show_refusal)
    app.register_error_handler(CSRFError, show_expired)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(InternalServerError, show_unexpected)


def show_refusal(error: TrackerError) -> ResponseReturnValue:
    """Show the sentence of something the product says no to."""
    status = status_of(error)
    page = render_template(
        "errors/error.html", status=status, title=_title(status), sentence=explain(error)
    )
    return page, status


def show_expired(error: CSRFError) -> ResponseReturnValue:
    """Show how to go on when a form was open too long or came from elsewhere."""
    log.info("form refused: %s", error.description)
    page = render_template(
        "errors/error.html",
        status=400,
        title=_("Trang đã mở quá lâu"),
        sentence=_("Chưa có gì được lưu. Hãy quay lại trang trước, tải lại trang rồi gửi lại."),
    )
    return page, 400


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Show an error of the protocol: no such page, a method or a size that is not taken."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    page = render_template(
        "errors/error.html",
        status=error.code,
        title=_title(error.code),
        sentence=_what_to_do(error.code),
    )
    headers = [header for header in error.get_headers() if header[0] in ("Allow", "Retry-After")]
    return page, error.code, headers


def show_unexpected(error: InternalServerError) -> ResponseReturnValue:
    """Show a reference and nothing else; what happened stands in the log under it."""
    reference = uuid.uuid4().hex[:8]
    cause = error.original_exception or error
    log.error("unexpected error %s", reference, exc_info=cause)
    return render_template("errors/unexpected.html", reference=reference), 500


def _title(status: int) -> str:
    titles = {
        400: _("Yêu cầu không đọc được"),
        403: _("Không được phép"),
        404: _("Không tìm thấy"),
        405: _("Thao tác không dùng được ở trang này"),
        409: _("Dữ liệu vừa thay đổi"),
        410: _("Không còn nữa"),
        413: _("Tệp hoặc nội dung quá lớn"),
        422: _("Chưa thực hiện được"),
        429: _("Hãy đợi một lát"),
    }
    return str(titles.get(status) or _("Chưa thực hiện được"))


def _what_to_do(status: int) -> str:
    sentences = {
        400: _("Nội dung gửi lên thiếu hoặc sai; hãy quay lại trang trước và thử lại."),
        404: _("Không có trang nào ở địa chỉ này; hãy xem lại địa chỉ hoặc về trang đầu."),
        405: _("Hãy mở trang bằng liên kết trên màn hình, không gọi thẳng địa chỉ này."),
        413: _("Hãy gửi tệp nhỏ hơn hoặc chia tệp làm nhiều phần."),
    }
    return str(sentences.get(status) or _("Hãy quay lại trang trước và thử lại."))

"""Why two sources differ, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.numbers import count_text
from tracker.wording.sentences import sentence
from tracker.wording.text import LazyString, _l

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.rules.difference_causes import Explanation

ENDPOINTS: Final[Mapping[str, LazyString]] = {
    "766-2.1": _l("766-2.1 (nhóm tiến độ)"),
    "766-3.3": _l("766-3.3 (nhóm dịch vụ trực tuyến)"),
    "766-1.4": _l("766-1.4 (hồ sơ đồng bộ)"),
    "766-4.2": _l("766-4.2 (nhóm số hóa)"),
    "766-4.3": _l("766-4.3 (nhóm số hóa)"),
    "HS-received": _l("số hồ sơ tiếp nhận"),
    "HS-online_share": _l("số hồ sơ tiếp nhận"),
    "HS-progress": _l("số hồ sơ đã và đang giải quyết"),
}
"""Indicator → what a source counts there."""


def explain_cause(explanation: Explanation | None) -> str:
    """Return why two figures differ, in one sentence; empty where they do not."""
    if explanation is None:
        return ""
    params = {
        name: count_text(value) if isinstance(value, int) else value
        for name, value in explanation.params.items()
    }
    named = params.get("indicators")
    if isinstance(named, tuple):
        params["indicators"] = tuple(dict.fromkeys(str(ENDPOINTS[code]) for code in named))
    return sentence(explanation.code, params)

"""What every PDF shares, as the template reads it: page, elements, rules and fixed words."""

from __future__ import annotations

from typing import Any

from tracker.publishing.documents.elements import (
    AGENCY_RULE_MM,
    BLANK_FILL,
    ELEMENTS,
    LEFT_HEADING_MM,
    MOTTO_RULE_MM,
    PAGE,
    PDF_FONTS,
    SIGNATURE_MM,
    SIGNING_SPACE_PT,
    SUMMARY_RULE_MM,
)
from tracker.publishing.documents.tree import MOTTO, RECIPIENTS_HEADING, STATE


def page_measures() -> dict[str, Any]:
    """Return what is the same in every document: page, elements, rules, fixed words."""
    return {
        "fonts": PDF_FONTS,
        "blank_fill": BLANK_FILL,
        "page": {
            "top": PAGE.top,
            "bottom": PAGE.bottom,
            "left": PAGE.left,
            "right": PAGE.right,
            "header": PAGE.header,
        },
        "elements": _elements(),
        "left_heading": LEFT_HEADING_MM,
        "agency_rule": AGENCY_RULE_MM,
        "motto_rule": MOTTO_RULE_MM,
        "summary_rule": SUMMARY_RULE_MM,
        "signature_width": SIGNATURE_MM,
        "signing_space": SIGNING_SPACE_PT,
        "state": STATE,
        "motto": MOTTO,
        "recipients_heading": RECIPIENTS_HEADING,
    }


def _elements() -> dict[str, Any]:
    return {
        name.value: {
            "size": element.size,
            "bold": element.is_bold,
            "italic": element.is_italic,
            "align": element.align.value,
            "before": element.before,
            "after": element.after,
            "indent": element.indent,
            "lines": element.lines,
        }
        for name, element in ELEMENTS.items()
    }

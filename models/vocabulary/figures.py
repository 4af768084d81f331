"""Where figures come from and what became of them."""

from __future__ import annotations

from enum import StrEnum


class BatchKind(StrEnum):
    """What an import brought in."""

    DOSSIERS = "dossiers"
    MEASUREMENTS = "measurements"
    UNITS = "units"
    DIRECTIVE = "directive"


class SourceKind(StrEnum):
    """Where figures come from (nguồn số liệu)."""

    PORTAL = "portal"
    ONE_STOP = "one_stop"
    UNIT_REPORT = "unit_report"
    DOCUMENT = "document"
    SAMPLE = "sample"
    FILE = "file"
    DOSSIERS = "dossiers"


class RunState(StrEnum):
    """How a pull of figures ended (lần lấy số liệu)."""

    RUNNING = "running"
    OK = "ok"
    OK_WITH_FINDINGS = "ok_with_findings"
    FAILED = "failed"


class DifferenceCause(StrEnum):
    """Why two sources differ (nguyên nhân chênh lệch), as far as it can be told."""

    DAY_RULE = "day_rule"
    DENOMINATOR = "denominator"
    SYNC_DELAY = "sync_delay"
    MISSING_UNIT = "missing_unit"
    DOSSIER_IN_ONE_ONLY = "dossier_in_one_only"
    DATES_DIFFER = "dates_differ"
    NOT_STATED = "not_stated"
    UNEXPLAINED = "unexplained"


class DifferenceState(StrEnum):
    """What people have made of a difference (trạng thái đối chiếu)."""

    OPEN = "open"
    EXPLAINED = "explained"
    SETTLED = "settled"

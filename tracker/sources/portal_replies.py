"""Checks a reply of the portal and opens it: envelope, root, units, keys; nothing is read into it.

A null stays None. A key that is not there fails the reply by its name: absent is not 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from tracker.sources.errors import PullFailedError, PullStoppedError
from tracker.sources.replies import check_answered, read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.sources.contract import Call, Reply
    from tracker.sources.portal_groups import Group, Share

CREATED: Final = 201
LARGEST: Final = 2**63 - 1
LARGEST_VALUE: Final = Decimal(10**9)
_SHOWN: Final = 60
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One page of a group, or the whole of a tree.

    Args:
        root: What it says of the province.
        units: What it says of each unit, in its order.
        page: Which page it is.
        page_count: How many there are.
        total: How many units all pages have.
    """

    root: Json
    units: tuple[Json, ...]
    page: int = 1
    page_count: int = 1
    total: int | None = None


def open_page(group: Group, call: Call, reply: Reply, root_id: str) -> GroupPage:
    """Return what a reply holds, once everything needed is there.

    Args:
        group: What was asked for.
        call: How it was asked for.
        reply: What came back.
        root_id: The province's id.

    Raises:
        PullStoppedError: As `check_answered`; `portal_root_wrong`.
        PullFailedError: As `check_answered`; `portal_not_ok`, `portal_key_missing`,
            `portal_value_unreadable`, `portal_units_missing`, `portal_units_twice`,
            `portal_page_unexpected`.
    """
    check_answered(call, reply, good=(CREATED,))
    name = call.name
    envelope = _object(name, "$", read_json(call, reply))
    code = _get(name, envelope, "code")
    if code != "OK":
        raise PullFailedError("portal_not_ok", call=name, value=str(code)[:_SHOWN])
    data = _object(name, "data", _get(name, envelope, "data"))
    root_key, units_key = ("parent", "children") if group.is_tree else ("overview", "evaluation")
    root = _object(name, root_key, _get(name, data, root_key))
    found_root = _get(name, root, "departmentId")
    if found_root != root_id:
        raise PullStoppedError(
            "portal_root_wrong", call=name, value=str(found_root)[:_SHOWN], expected=root_id
        )
    units = _units(name, _get(name, data, units_key), units_key)
    _check_keys(group, name, root, units)
    if group.is_tree:
        return GroupPage(root, units)
    return _paged(call, data, root, units)


def whole(name: str, key: str, value: object) -> int | None:
    """Return a count; null is None.

    Raises:
        PullFailedError: `portal_value_unreadable`.
    """
    if value is None:
        return None
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise _unreadable(name, key, value)
    return value


def number(name: str, key: str, value: object) -> Decimal | None:
    """Return a number that is no count; null is None.

    Raises:
        PullFailedError: `portal_value_unreadable`.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _unreadable(name, key, value)
    exact = Decimal(value)
    if not 0 <= exact <= LARGEST_VALUE:
        raise _unreadable(name, key, value)
    return exact


def metrics_of(name: str, unit: Mapping[str, Any]) -> dict[str, Json]:
    """Return the metrics of a unit by their code.

    Raises:
        PullFailedError: `portal_key_missing`, `portal_value_unreadable`, `portal_units_twice`.
    """
    listed = _get(name, unit, "metrics")
    if not isinstance(listed, list):
        raise _unreadable(name, "metrics", listed)
    metrics: dict[str, Json] = {}
    for item in listed:
        metric = _object(name, "metrics", item)
        code = _get(name, metric, "code")
        if not isinstance(code, str) or code in metrics:
            raise _unreadable(name, "metrics.code", code)
        metrics[code] = metric
    return metrics


def _units(name: str, listed: object, key: str) -> tuple[Json, ...]:
    if not isinstance(listed, list):
        raise _unreadable(name, key, listed)
    if not listed:
        raise PullFailedError("portal_units_missing", call=name)
    units = tuple(_object(name, key, item) for item in listed)
    seen: set[str] = set()
    for unit in units:
        unit_id = _get(name, unit, "departmentId")
        if not isinstance(unit_id, str) or not unit_id:
            raise _unreadable(name, "departmentId", unit_id)
        if unit_id in seen:
            shown = unit.get("departmentName", unit_id)
            raise PullFailedError("portal_units_twice", call=name, unit=str(shown)[:_SHOWN])
        seen.add(unit_id)
    return units


def _check_keys(group: Group, name: str, root: Json, units: tuple[Json, ...]) -> None:
    """Refuse a reply in which a key we read was renamed or left out."""
    for unit in units:
        _require(name, unit, ("departmentName", group.unit_score))
    _require(name, root, ("departmentName", "totalScore"))
    if not group.is_tree:
        _check_metrics(group, name, root, units)
        return
    _require(name, root, ("departmentCode", *_keys(group.root_shares)))
    extra = ("avgProcessingDays",) if group.name == "progress" else ()
    _require(name, root, extra)
    for unit in units:
        _require(name, unit, ("departmentCode", *_keys(group.unit_shares), *extra))


def _check_metrics(group: Group, name: str, root: Json, units: tuple[Json, ...]) -> None:
    """Refuse a metric nobody has: in single units it may be missing, which is no data."""
    of_root = metrics_of(name, root)
    of_units = [metrics_of(name, unit) for unit in units]
    for code, _ in group.metrics:
        if code not in of_root or not any(code in metrics for metrics in of_units):
            raise PullFailedError("portal_key_missing", call=name, key=code)
        for metrics in (of_root, *of_units):
            if code in metrics:
                _require(name, metrics[code], ("numerator", "denominator", "ratio"))


def _paged(call: Call, data: Json, root: Json, units: tuple[Json, ...]) -> GroupPage:
    name = call.name
    pagination = _object(name, "pagination", _get(name, data, "pagination"))
    page, count, total = (
        whole(name, f"pagination.{key}", _get(name, pagination, key))
        for key in ("currentPage", "totalPages", "total")
    )
    asked = (call.body or {})["currentPage"]
    if page != asked:
        raise PullFailedError("portal_page_unexpected", call=name, value=str(page), expected=asked)
    return GroupPage(root, units, asked, count or 1, total or 0)


def _keys(shares: Iterable[Share]) -> tuple[str, ...]:
    return tuple(key for share in shares for key in (*share.numerator, share.denominator))


def _require(name: str, found: Mapping[str, Any], keys: Iterable[str]) -> None:
    for key in keys:
        _get(name, found, key)


def _get(name: str, found: Mapping[str, Any], key: str) -> Any:
    if key not in found:
        raise PullFailedError("portal_key_missing", call=name, key=key)
    return found[key]


def _object(name: str, key: str, value: object) -> Json:
    if not isinstance(value, dict):
        raise _unreadable(name, key, value)
    return value


def _unreadable(name: str, key: str, value: object) -> PullFailedError:
    return PullFailedError("portal_value_unreadable", call=name, key=key, value=str(value)[:_SHOWN])

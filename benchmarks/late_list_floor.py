"""The floor of a late list: bare SQL on the product's indexes, by the plain driver.

Counts of every unit for what ended, what had not ended and what came in; the rows finished late
and the rows overdue, with all the list says of each.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Found = dict[str, list[tuple[Any, ...]]]
ENDED = "status IN ('finished', 'refused', 'returned', 'withdrawn')"
STANDING = "status IN ('awaiting_supplement', 'open', 'paused')"
IN_MONTH = f"finished_on BETWEEN :first AND :last AND {ENDED}"
#: Not ended when the month was over; the plus keeps SQLite off the index of reception.
NOT_ENDED = {
    "ended since": f"finished_on > :last AND +received_on <= :last AND {ENDED}",
    "open": f"finished_on IS NULL AND +received_on <= :last AND {STANDING}",
}
FINISHED_CLASS = (
    "CASE WHEN status <> 'finished' THEN 'returned'"
    " WHEN finished_on < judged_due_on THEN 'finished_early'"
    " WHEN finished_on > judged_due_on THEN 'finished_late' ELSE 'finished_on_time' END"
)
OPEN_CLASS = (
    "CASE WHEN status IN ('paused', 'awaiting_supplement') THEN 'paused'"
    " WHEN judged_due_on < :last THEN 'open_overdue' ELSE 'open_within_term' END"
)
CLASSES = (
    "SELECT unit_id, CASE WHEN received_on < :first THEN 1 ELSE 0 END, {kind}, count(*)"
    " FROM dossier WHERE {where} GROUP BY 1, 2, 3"
)
RECEIVED = (
    "SELECT unit_id, channel, count(*) FROM dossier WHERE received_on BETWEEN :first AND :last"
    " AND status <> 'not_received' GROUP BY unit_id, channel"
)
ROWS = (
    "SELECT code, unit_id, procedure_id, officer, received_on, due_on, judged_due_on,"
    " finished_on, term_text, supplement_count, cause FROM dossier WHERE {where}"
)
OVERDUE = " AND status NOT IN ('paused', 'awaiting_supplement') AND judged_due_on < :last"
QUERIES = {
    "units": "SELECT id, code FROM unit",
    "counts of what ended": CLASSES.format(kind=FINISHED_CLASS, where=IN_MONTH),
    **{
        f"counts of {name}": CLASSES.format(kind=OPEN_CLASS, where=where)
        for name, where in NOT_ENDED.items()
    },
    "received": RECEIVED,
    "late": ROWS.format(
        where=f"{IN_MONTH} AND status = 'finished' AND finished_on > judged_due_on"
    ),
    **{f"overdue, {name}": ROWS.format(where=where + OVERDUE) for name, where in NOT_ENDED.items()},
}


def bare_queries(url: str, first: str, last: str) -> Callable[[], Found]:
    """Return the work of asking a month's counts and rows."""
    days = {"first": first, "last": last}
    if not url.startswith("sqlite"):
        return _on_postgresql(url, days)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("cache_size=-32000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return lambda: {
        name: connection.execute(query, days).fetchall() for name, query in QUERIES.items()
    }


def _on_postgresql(url: str, days: Mapping[str, str]) -> Callable[[], Found]:
    import psycopg

    connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
    queries = {
        name: re.sub(r":(\w+)", r"%(\1)s", query.replace("+received", "received"))
        for name, query in QUERIES.items()
    }
    return lambda: {
        name: connection.execute(query, days).fetchall() for name, query in queries.items()
    }


def bare_answer(found: Found) -> dict[str, Any]:
    """Return what was found: the counts of every unit and a hash of the rows."""
    codes, counts = dict(found["units"]), Counter[str]()
    for name, rows in found.items():
        for unit, *parts, count in rows if "counts of" in name else ():
            counts[f"{codes[unit]} {parts[1]}"] += count
            counts[f"{codes[unit]} carried_over"] += count * parts[0]
        for unit, channel, count in rows if name == "received" else ():
            counts[f"{codes[unit]} received_{channel}"] += count
    late = found["late"]
    overdue = [row for name, rows in found.items() if name.startswith("overdue") for row in rows]
    return answer_of(
        counts,
        [(row[0], row[3], *map(str, row[4:8])) for row in late],
        [(row[0], row[3], *map(str, row[4:7])) for row in overdue],
    )


def answer_of(
    counts: Mapping[str, int], late: list[tuple[str, ...]], overdue: list[tuple[str, ...]]
) -> dict[str, Any]:
    """Return counts and rows in words that can be compared."""
    return {
        "counts": _hash({name: count for name, count in sorted(counts.items()) if count}),
        "late": len(late),
        "overdue": len(overdue),
        "rows": _hash([sorted(late), sorted(overdue)]),
    }


def _hash(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()

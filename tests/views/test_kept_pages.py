"""Which answers may be given again, and to whom nothing need be sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import Headers

from views.kept_pages import Answer, keep

pytestmark = pytest.mark.one_database

AT = datetime(2024, 6, 10, 5, 0, tzinfo=UTC)
SHARED = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "public, max-age=0"}


def answer(status: str = "200 OK", body: bytes = b"x" * 2_000, **changes: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return Answer(status, Headers({**SHARED, **named}), body)


def test_an_answer_for_everybody_is_kept_in_both_forms() -> None:
    page = keep(answer(), AT)

    assert page.is_shared
    assert page.modified == "Mon, 10 Jun 2024 05:00:00 GMT"
    assert page.compressed is not None
    assert page.size == len(page.plain.body) + len(page.compressed.body)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(answer("404 NOT FOUND"), id="not-found"),
        pytest.param(answer("302 FOUND"), id="redirect"),
        pytest.param(answer(Set_Cookie="preferences=x"), id="sets-a-cookie"),
        pytest.param(answer(Cache_Control="private, no-cache"), id="of-one-reader"),
        pytest.param(answer(Cache_Control="no-store"), id="of-a-person"),
    ],
)
def test_any_other_answer_is_not(given: Answer) -> None:
    page = keep(given, AT)

    assert not page.is_shared
    assert page.compressed is None
    assert "ETag" not in dict(page.plain.headers)


def test_what_an_answer_says_of_its_age_stands() -> None:
    stated = "Sun, 05 May 2024 03:00:00 GMT"
    page = keep(answer(Last_Modified=stated), AT)

    assert page.modified == stated
    assert page.modified_at == datetime(2024, 5, 5, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"x" * 999, "text/html"), (b"x" * 2_000, "application/pdf")],
    ids=["fits-a-packet", "compressed-already"],
)
def test_what_gains_nothing_is_not_compressed(body: bytes, kind: str) -> None:
    page = keep(answer(body=body, Content_Type=kind), AT)

    assert page.compressed is None
    assert "Vary" not in dict(page.plain.headers)

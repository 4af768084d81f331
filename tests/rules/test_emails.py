"""An address is taken only when a mail server can be told it as it stands."""

from __future__ import annotations

import pytest

from tracker.errors import RefusedError
from tracker.rules.emails import check_email


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("an@sotnmt.example.vn", "an@sotnmt.example.vn", id="plain"),
        pytest.param("  an@sotnmt.example.vn ", "an@sotnmt.example.vn", id="blanks"),
        pytest.param("An.B+1@SoTNMT.Example.VN", "An.B+1@sotnmt.example.vn", id="capitals"),
        pytest.param("", "", id="none"),
        pytest.param("   ", "", id="blank"),
        pytest.param("a" * 64 + "@b.example.vn", "a" * 64 + "@b.example.vn", id="longest-name"),
    ],
)
def test_an_address_is_kept_as_servers_know_it(typed: str, kept: str) -> None:
    assert check_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "an",
        "an@",
        "@b.example.vn",
        "an@b",
        "an@b.example.vn\r\nBcc: x@y.example.vn",
        "an b@c.example.vn",
        "an@@b.example.vn",
        "ân@b.example.vn",
        "an@bộ.example.vn",
        "an@[127.0.0.1]",
        "an@1.2.3.4",
        '"an"@b.example.vn',
        ".an@b.example.vn",
        "an..b@c.example.vn",
        "an@-b.example.vn",
        "an@b-.example.vn",
        "an@b.example.vn.",
        "a" * 65 + "@b.example.vn",
        "an@" + "b" * 64 + ".vn",
        "an@" + "b.c" * 90 + ".vn",
        "<an@b.example.vn>",
        "an@b.example.vn, c@d.example.vn",
        "an\x00@b.example.vn",
    ],
    ids=repr,
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError, match="email_invalid"):
        check_email(typed)

"""Passwords people choose: length decides, and nothing that is easy to guess."""

from __future__ import annotations

import pytest

from tracker.errors import RefusedError
from tracker.rules.passwords import check_chosen_password


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("con đường làng qua ba cây cầu", id="a-sentence"),
        pytest.param("!@#$^&*()_+{}|:<>?", id="signs-only"),
        pytest.param("x" * 3 + "qvZ7 lụa 48 thuyền", id="mixed"),
    ],
)
def test_a_long_password_nobody_guesses_is_taken(password: str) -> None:
    check_chosen_password(password, username="hoa.nt")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        pytest.param("ngắn quá", "password_too_short", id="short"),
        pytest.param("a" * 129, "password_too_short", id="too-long"),
        pytest.param("123456789012345678", "password_too_common", id="digits"),
        pytest.param("aaaaaaaaaaaaaaaaaaaa", "password_too_common", id="one-letter"),
        pytest.param("abcabcabcabcabcabc", "password_too_common", id="repeated"),
        pytest.param("hoa.nt-hoa.nt-hoa.nt", "password_too_common", id="own-name"),
        pytest.param("qwertyuiopasdfghjkl", "password_too_common", id="row-of-keys"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_chosen_password(password, username="hoa.nt")

    assert refused.value.code == code

"""How the printed name of a unit is taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.unit_names import (
    bare_key,
    kind_of,
    lengthened_key,
    name_key,
    spelling,
    split_place,
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("UBND xã Đăk Pxi", "xã"),
        ("Ủy ban nhân dân thị trấn Sa Thầy", "thị trấn"),
        ("UBND thành phố Kon Tum", "thành phố"),
        ("UBND tỉnh Gia Lai", "tỉnh"),
        ("Đặc khu Lý Sơn", "đặc khu"),
        ("Sở Tư pháp", "sở"),
        ("Thanh tra tỉnh", "thanh tra"),
        ("Văn phòng UBND tỉnh", "văn phòng"),
        ("Ban Dân tộc", "ban"),
        ("BQL Khu kinh tế tỉnh", "ban"),
        ("Viễn thông Kon Tum", ""),
        ("Xãhội", ""),
    ],
)
def test_a_kind_is_the_word_a_name_begins_with(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("text", "key", "bare"),
    [
        ("UBND xã Đăk Pxi", "xa dak pxi", "dak pxi"),
        ("Ủy ban nhân dân xã Đắk Pxi.", "xa dak pxi", "dak pxi"),
        ("UBND Đăk Pxi", "dak pxi", None),
        ("UBND tỉnh", "tinh", None),
        ("UBND", "ubnd", None),
        ("Văn phòng UBND tỉnh", "van phong ubnd tinh", None),
    ],
)
def test_a_key_leaves_out_the_committee_and_a_bare_one_the_level(
    text: str, key: str, bare: str | None
) -> None:
    assert name_key(text) == key
    assert bare_key(key) == bare


@pytest.mark.parametrize(
    ("key", "longer"),
    [
        ("tp. kon tum", "thanh pho kon tum"),
        ("tp kon tum", "thanh pho kon tum"),
        ("p.le loi", "phuong le loi"),
        ("tt sa thay", "thi tran sa thay"),
        ("phap luat", None),
        ("tp.", None),
    ],
)
def test_a_short_word_is_written_out(key: str, longer: str | None) -> None:
    assert lengthened_key(key) == longer


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("UBND xã Sơn Hà", "sơn hà"),
        ("xã SƠN HẠ;", "sơn hạ"),
        ("Uỷ ban nhân dân TP. Kon Tum", "kon tum"),
        ("Sở Tư pháp", "sở tư pháp"),
        ("", ""),
    ],
)
def test_a_spelling_keeps_its_marks(text: str, own: str) -> None:
    assert spelling(text) == own


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("xã Đăk Long, huyện Đăk Glei", ("xã Đăk Long", "huyện Đăk Glei")),
        ("xã Đăk Long (huyện Đăk Glei)", ("xã Đăk Long", "huyện Đăk Glei")),
        ("xã Đăk Long - huyện Đăk Glei", ("xã Đăk Long", "huyện Đăk Glei")),
        ("xã Đăk Long – huyện Đăk Glei", ("xã Đăk Long", "huyện Đăk Glei")),
        ("xã Đăk Long thuộc huyện Đăk Glei", ("xã Đăk Long", "huyện Đăk Glei")),
        ("A, B, C", ("A, B", "C")),
        ("xã Đăk Long", None),
        (", B", None),
    ],
)
def test_the_last_place_is_cut_off(text: str, parts: tuple[str, str] | None) -> None:
    assert split_place(text) == parts


@given(text=st.text(max_size=60))
def test_a_place_always_leaves_a_shorter_name(text: str) -> None:
    parts = split_place(text)

    assert parts is None or len(parts[0]) < len(text)

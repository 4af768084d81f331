"""Who is named in columns of lead and supporting units."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ReadingError
from tracker.rules.parties import Party, read_parties
from tracker.rules.text import fold, plain

ONLINE = "có cung cấp dịch vụ công trực tuyến"

KH_142 = [
    ("Văn phòng Sở", ["Văn phòng Sở"]),
    (
        "Các phòng chuyên môn; \n\nTrung tâm CNTT&TT",
        ["Các phòng chuyên môn", "Trung tâm CNTT&TT"],
    ),
    ("Các phòng chuyên môn \n\nthuộc Sở.", ["Các phòng chuyên môn thuộc Sở"]),
    (
        "- Phòng Công nghệ \n\nthông tin \n\n- Phòng Nội chính – Văn \n\nphòng UBND tỉnh.",
        ["Phòng Công nghệ thông tin", "Phòng Nội chính – Văn phòng UBND tỉnh"],
    ),
    (
        "- Phòng Thông tin - Báo chí -\n\nXuất bản  \n\n- Phòng Bưu chính - Viễn \n\nthông  ",
        ["Phòng Thông tin - Báo chí - Xuất bản", "Phòng Bưu chính - Viễn thông"],
    ),
    (
        "- Trung tâm Phục vụ \n\nHành chính công tỉnh \n\n- Bưu điện tỉnh Gia Lai.",
        ["Trung tâm Phục vụ Hành chính công tỉnh", "Bưu điện tỉnh Gia Lai"],
    ),
    ("Phòng Công nghệ thông tin", ["Phòng Công nghệ thông tin"]),
    (
        (
            "- Các phòng chuyên môn \n\nliên quan thuộc Sở. \n\n- Văn phòng Sở \n\n"
            "- Trung tâm Phục vụ \n\nHành chính công tỉnh \n\n- Bưu điện tỉnh Gia Lai "
        ),
        [
            "Các phòng chuyên môn liên quan thuộc Sở",
            "Văn phòng Sở",
            "Trung tâm Phục vụ Hành chính công tỉnh",
            "Bưu điện tỉnh Gia Lai",
        ],
    ),
    (
        (
            "-  Phòng Thông tin Báo \n\nchí-Xuất bản, \n\n-  Phòng Bưu chính – \n\nViễn thông. \n\n"
            "- Trung tâm Phục vụ \n\nHành chính công tỉnh \n\n- Bưu điện tỉnh Gia Lai "
        ),
        [
            "Phòng Thông tin Báo chí-Xuất bản",
            "Phòng Bưu chính – Viễn thông",
            "Trung tâm Phục vụ Hành chính công tỉnh",
            "Bưu điện tỉnh Gia Lai",
        ],
    ),
    (
        (
            "- Văn phòng Sở, Các \n\nphòng chuyên môn liên \n\nquan thuộc Sở. \n\n"
            "- Trung tâm Phục vụ \n\nHành chính công tỉnh \n - Bưu điện tỉnh Gia Lai "
        ),
        [
            "Văn phòng Sở",
            "Các phòng chuyên môn liên quan thuộc Sở",
            "Trung tâm Phục vụ Hành chính công tỉnh",
            "Bưu điện tỉnh Gia Lai",
        ],
    ),
    (
        "-  Văn phòng Sở \n\n- Trung tâm Phục vụ \nHành chính công tỉnh \n- Bưu điện tỉnh Gia Lai",
        ["Văn phòng Sở", "Trung tâm Phục vụ Hành chính công tỉnh", "Bưu điện tỉnh Gia Lai"],
    ),
    (
        "các phòng chuyên môn, Trung \n\ntâm Công nghệ TT&TT và các đơn vị liên quan",
        ["các phòng chuyên môn", "Trung tâm Công nghệ TT&TT", "các đơn vị liên quan"],
    ),
]
ANNEX_2024 = [
    ("Văn phòng \nUBND tỉnh", ["Văn phòng UBND tỉnh"]),
    (
        "Các sở, ban ngành; \nBan quản lý khu \n\nkinh tế tỉnh; \nUBND cấp huyện, \n\nUBND cấp xã",
        ["Các sở, ban ngành", "Ban quản lý khu kinh tế tỉnh", "UBND cấp huyện", "UBND cấp xã"],
    ),
    (
        "Văn phòng \nUBND tỉnh; \n\nViễn thông Kon \nTum",
        ["Văn phòng UBND tỉnh", "Viễn thông Kon Tum"],
    ),
    (
        "Các sở, ban \nngành; Ban quản \n\nlý khu kinh tế \ntỉnh",
        ["Các sở, ban ngành", "Ban quản lý khu kinh tế tỉnh"],
    ),
    ("UBND cấp \nhuyện", ["UBND cấp huyện"]),
    ("UBND cấp xã", ["UBND cấp xã"]),
    ("UBND cấp \nhuyện, UBND \n\ncấp xã", ["UBND cấp huyện", "UBND cấp xã"]),
    ("Sở Tư pháp", ["Sở Tư pháp"]),
    ("Các cơ quan \nchuyên môn \n\ncấp huyện  ", ["Các cơ quan chuyên môn cấp huyện"]),
    ("Văn phòng \nHĐND-UBND \n\nhuyện", ["Văn phòng HĐND-UBND huyện"]),
]
DIRECTIVE_2021 = [
    (
        "Thủ trưởng các sở, ban, ngành, Chủ tịch Ủy ban nhân dân các \nhuyện, thành phố",
        ["Thủ trưởng các sở, ban, ngành", "Chủ tịch Ủy ban nhân dân các huyện, thành phố"],
    ),
    (
        "Sở Kế hoạch và Đầu tư; Ban Quản lý Khu kinh tế tỉnh",
        ["Sở Kế hoạch và Đầu tư", "Ban Quản lý Khu kinh tế tỉnh"],
    ),
    ("Sở Tài nguyên và Môi trường", ["Sở Tài nguyên và Môi trường"]),
    ("Cục Thuế \ntỉnh Kon Tum", ["Cục Thuế tỉnh Kon Tum"]),
    (
        "Ban Quản lý khu kinh tế tỉnh; Ủy \nban nhân dân các huyện, thành phố",
        ["Ban Quản lý khu kinh tế tỉnh", "Ủy ban nhân dân các huyện, thành phố"],
    ),
    (
        "Bộ phận Tiếp nhận và Trả kết quả cấp tỉnh, cấp huyện, cấp xã",
        ["Bộ phận Tiếp nhận và Trả kết quả cấp tỉnh, cấp huyện, cấp xã"],
    ),
    (
        (
            "- Các sở, ban, ngành; \n- Ban Quản lý Khu kinh tế tỉnh; \n\n"
            "- UBND các xã, phường, thị trấn; \n- Báo Kon Tum; \n\n"
            "- Đài Phát thanh - Truyền hình tỉnh; \n\n- Viễn thông Kon Tum;"
        ),
        [
            "Các sở, ban, ngành",
            "Ban Quản lý Khu kinh tế tỉnh",
            "UBND các xã, phường, thị trấn",
            "Báo Kon Tum",
            "Đài Phát thanh - Truyền hình tỉnh",
            "Viễn thông Kon Tum",
        ],
    ),
    ("Cục KSTTHC, Văn phòng Chính phủ", ["Cục KSTTHC", "Văn phòng Chính phủ"]),
    (
        "Bộ Thông tin và Truyền thông, Bộ Tài chính",
        ["Bộ Thông tin và Truyền thông", "Bộ Tài chính"],
    ),
]
OTHERS = [
    ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
    ("Sở Tài chính và Sở Nội vụ", ["Sở Tài chính", "Sở Nội vụ"]),
    (
        "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế và Thanh tra tỉnh",
        ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế", "Thanh tra tỉnh"],
    ),
    ("Văn phòng HĐND và UBND huyện", ["Văn phòng HĐND và UBND huyện"]),
    ("Văn phòng Đoàn ĐBQH và HĐND tỉnh", ["Văn phòng Đoàn ĐBQH và HĐND tỉnh"]),
    ("Sở Nội vụ, số hóa, báo cáo, phòng chống", ["Sở Nội vụ, số hóa, báo cáo, phòng chống"]),
    ("UBND các huyện, các xã", ["UBND các huyện, các xã"]),
    (
        "Các sở (Sở Nội vụ, Sở Y tế; Sở Tư pháp), Công an tỉnh",
        ["Các sở (Sở Nội vụ, Sở Y tế; Sở Tư pháp)", "Công an tỉnh"],
    ),
    ("• Sở Y tế • Công an tỉnh", ["Sở Y tế", "Công an tỉnh"]),
    ("+ Sở Y tế\n+ Công an tỉnh", ["Sở Y tế", "Công an tỉnh"]),
    ("- VNPT Kon Tum\n- Hội nghề cá\n- FPT", ["VNPT Kon Tum", "Hội nghề cá", "FPT"]),
    ("Văn phòng Sở\n- Phòng Hành chính", ["Văn phòng Sở", "Phòng Hành chính"]),
    ("Phòng Thông tin\n- Báo chí", ["Phòng Thông tin - Báo chí"]),
    (
        "- Phòng Bưu chính - Viễn thông - Trung tâm CNTT&TT – Văn phòng Sở",
        ["Phòng Bưu chính - Viễn thông", "Trung tâm CNTT&TT – Văn phòng Sở"],
    ),
]
CASES = [
    pytest.param(*case, id=plain(case[0]))
    for case in [*KH_142, *ANNEX_2024, *DIRECTIVE_2021, *OTHERS]
]


@pytest.mark.parametrize(("phrase", "names"), CASES)
def test_every_body_is_named_once_as_printed(phrase: str, names: list[str]) -> None:
    assert read_parties(phrase) == tuple(Party(name) for name in names)


@pytest.mark.parametrize(("phrase", "names"), CASES)
def test_case_form_and_lost_tones_part_the_same_names(phrase: str, names: list[str]) -> None:
    lines = phrase.splitlines()
    for written in (
        phrase.upper(),
        unicodedata.normalize("NFD", phrase),
        phrase.replace(" ", "\u00a0 "),
        "\n".join(map(plain, lines)) if "–" not in phrase else phrase,
    ):
        assert [fold(party.name) for party in read_parties(written)] == [*map(fold, names)]


@pytest.mark.parametrize(("phrase", "names"), [*KH_142, *ANNEX_2024, *DIRECTIVE_2021])
def test_cells_of_the_documents_read_the_same_without_line_breaks(
    phrase: str, names: list[str]
) -> None:
    read = [fold(party.name) for party in read_parties(" ".join(phrase.split()))]
    assert read == [*map(fold, names)]


def test_a_qualifier_belongs_to_the_one_name_it_stands_behind() -> None:
    lead = (
        "Các sở, ban ngành; \nBan quản lý khu \n\nkinh tế tỉnh có cung \n\n"
        "cấp dịch vụ công \ntrực tuyến; "
    )
    zone = Party("Ban quản lý khu kinh tế tỉnh", ONLINE)

    assert read_parties(f"{lead}Viễn \nthông Kon Tum") == (
        Party("Các sở, ban ngành"),
        zone,
        Party("Viễn thông Kon Tum"),
    )
    assert read_parties(f"{lead}UBND cấp huyện, \nUBND cấp xã")[1:3] == (
        zone,
        Party("UBND cấp huyện"),
    )


@pytest.mark.parametrize(
    ("phrase", "name", "condition"),
    [
        ("Các sở khi có hồ sơ phát sinh.", "Các sở", "khi có hồ sơ phát sinh"),
        ("Sở Y tế, đối với hồ sơ dược", "Sở Y tế", "đối với hồ sơ dược"),
        ("Các đơn vị có liên quan", "Các đơn vị có liên quan", ""),
        ("Các cơ quan thực hiện", "Các cơ quan thực hiện", ""),
    ],
)
def test_only_a_narrowing_qualifier_is_cut_off(phrase: str, name: str, condition: str) -> None:
    assert read_parties(phrase) == (Party(name, condition),)


@pytest.mark.parametrize("phrase", ["", " \n", "- ;", "-", "…", ";;"])
def test_a_cell_that_names_nobody_is_refused(phrase: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_parties(phrase)
    assert refusal.value.code == "parties_unreadable"
    assert refusal.value.params == {"phrase": phrase.strip()}


WORDS = st.sampled_from(
    sorted({word for phrase, *_ in [*KH_142, *ANNEX_2024, *OTHERS] for word in phrase.split()})
)


@given(st.text() | st.lists(WORDS, max_size=12).map(" ".join))
def test_arbitrary_text_is_read_or_refused_never_an_error(phrase: str) -> None:
    try:
        parties = read_parties(phrase)
    except ReadingError:
        return
    else:
        assert parties
        assert all(party.name == party.name.strip() != "" for party in parties)

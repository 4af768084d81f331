"""Which unit or group a name means on a day, on both sides of the reform of 2025."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import db
from models.vocabulary import SuccessionKind, UnitLevel
from tests.conftest import Store, close_database, settings_for
from tests.unit_seeds import load_units
from tracker.config import Settings
from tracker.errors import NotFoundError, ReadingError
from tracker.queries.unit_directory import PartyRef, UnitDirectory, load_directory
from tracker.queries.units import get_unit
from tracker.runtime import create_runtime
from tracker.services.seed_units import load_groups_seed
from tracker.services.unit_book import UnitDraft
from tracker.services.units import add_unit, record_succession
from tracker.transaction import transaction
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

BEFORE, AFTER = date(2024, 6, 30), date(2025, 7, 2)
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def directory(
    store: Store, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> UnitDirectory:
    """The directory of the seeds; it needs its database no more once it is loaded."""
    folder = tmp_path_factory.mktemp("units")
    url = store.create(empty_template)
    with create_runtime(settings_for(url, folder)).app_context():
        load_units()
        directory = load_directory()
        close_database()
    store.drop(url)
    return directory


def scope_of(directory: UnitDirectory, code: str, on: date) -> int | None:
    if not code:
        return None
    unit = directory.find(code, on)
    assert unit is not None
    return unit.id


def group_id(directory: UnitDirectory, code: str) -> int:
    return next(group.id for group in directory.groups if group.code == code)


def refusal(
    directory: UnitDirectory, text: str, on: date, scope_id: int | None = None
) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        directory.resolve(text, on, scope_id)
    assert explain(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("code", "on", "found", "name"),
    [
        pytest.param("23504", LAST_DAY, "23504", "UBND xã Đăk Long", id="old-meaning"),
        pytest.param("23504", FIRST_DAY, "23504", "UBND xã Đăk Pxi", id="new-meaning"),
        pytest.param("52", LAST_DAY, "52", "UBND tỉnh Bình Định", id="52-was-binh-dinh"),
        pytest.param("52", FIRST_DAY, "52", "UBND tỉnh Gia Lai", id="52-is-gia-lai"),
        pytest.param("62", AFTER, "51", "UBND tỉnh Quảng Ngãi", id="kon-tum-merged"),
        pytest.param("64", AFTER, "52", "UBND tỉnh Gia Lai", id="gia-lai-merged"),
        pytest.param("23503", AFTER, "23504", "UBND xã Đăk Pxi", id="commune-moved-code"),
        pytest.param("qn.snv", AFTER, "QN.SNV", "Sở Nội vụ", id="case"),
        pytest.param(" STTTT ", BEFORE, "STTTT", "Sở Thông tin và Truyền thông", id="blanks"),
    ],
)
def test_a_code_means_the_unit_of_the_day_or_its_heir(
    directory: UnitDirectory, code: str, on: date, found: str, name: str
) -> None:
    unit = directory.resolve(code, on)

    assert (unit.code, unit.name) == (found, name)
    assert unit.is_valid(on)


@pytest.mark.parametrize(
    "text",
    [
        "UBND xã Đăk Pxi",
        "Xã Đăk Pxi",
        "xã đăk pxi",
        "Đăk Pxi",
        "UBND Đăk Pxi",
        "Ủy ban nhân dân xã Đăk Pxi",
        "Uỷ ban nhân dân xã Đắk Pxi",
        "xa dak pxi",
        "DAK PXI",
        "X. Đăk Pxi",
        "  Xã  Đăk\u00a0Pxi; ",
        "Ðăk Pxi",
        "Xã Đăk Pxi, huyện Đăk Hà",
        "Xã Đăk Pxi (huyện Đắk Hà)",
        "Xã Đăk Pxi - Huyện Đăk Hà - Tỉnh Kon Tum",
        "xã Đăk Pxi thuộc huyện Đăk Hà, tỉnh Kon Tum",
    ],
)
def test_a_name_is_known_however_it_is_written(directory: UnitDirectory, text: str) -> None:
    assert directory.resolve(text, BEFORE).code == "23503"


@pytest.mark.parametrize(
    ("text", "scope", "on", "code"),
    [
        pytest.param("Thành phố Kon Tum", "", BEFORE, "608", id="city"),
        pytest.param("TP. Kon Tum", "", BEFORE, "608", id="short-word"),
        pytest.param("TT Sa Thầy", "", BEFORE, "23527", id="township"),
        pytest.param("Sở TT&TT", "62", BEFORE, "STTTT", id="alias"),
        pytest.param("SNV", "62", BEFORE, "SNV", id="short-name"),
        pytest.param("Sở Nội vụ", "62", BEFORE, "SNV", id="scope"),
        pytest.param("Sở Nội vụ", "62", AFTER, "QN.SNV", id="scope-that-ended-is-its-heir"),
        pytest.param("Sở Nội vụ", "H44", AFTER, "H44.42", id="other-scope"),
        pytest.param("Sở Nội vụ tỉnh Kon Tum", "", AFTER, "QN.SNV", id="former-alias"),
        pytest.param("UBND tỉnh", "STP", BEFORE, "62", id="own-province"),
        pytest.param("UBND tỉnh", "62", AFTER, "51", id="own-province-after"),
        pytest.param("Sở Văn hóa, Thể thao và Du lịch", "62", BEFORE, "SVHTTDL", id="comma"),
        pytest.param("Thị trấn Sa Thầy", "", AFTER, "23527", id="former-township"),
        pytest.param("Phường Thắng Lợi", "", AFTER, "23293", id="former-ward"),
        pytest.param("Thắng Lợi", "", AFTER, "23293", id="former-bare-name"),
        pytest.param("Kon Tum", "", AFTER, "23293", id="the-ward-took-the-citys-name"),
        pytest.param("Xã Đăk Long", "", AFTER, "23368", id="valid-before-former"),
        pytest.param("Xã Sơn Hà", "", AFTER, "21289", id="marks-decide-ha"),
        pytest.param("Xã Sơn Hạ", "", AFTER, "21292", id="marks-decide-ha-nang"),
        pytest.param("Sơn Hạ", "", AFTER, "21292", id="marks-decide-bare"),
        pytest.param("phường Thống Nhất", "H44", AFTER, "H44.205", id="same-name-in-two-provinces"),
        pytest.param("phường Thống Nhất, tỉnh Gia Lai", "", AFTER, "23584", id="place-in-the-name"),
        pytest.param("phường Thống Nhất", "62", AFTER, "23293", id="former-in-scope-only"),
        pytest.param("Xã Đăk Long, huyện Đăk Glei", "", BEFORE, "23368", id="district-decides"),
        pytest.param("Xã Đăk Long", "615", BEFORE, "23504", id="district-as-scope"),
    ],
)
def test_a_name_means_one_unit_of_the_day(
    directory: UnitDirectory, text: str, scope: str, on: date, code: str
) -> None:
    known_on = BEFORE if scope and directory.find(scope, BEFORE) else AFTER

    assert directory.resolve(text, on, scope_of(directory, scope, known_on)).code == code


@pytest.mark.parametrize(
    ("text", "on", "candidates"),
    [
        pytest.param(
            "Xã Đăk Long",
            BEFORE,
            (
                "UBND xã Đăk Long, UBND huyện Đăk Glei (23368)",
                "UBND xã Đăk Long, UBND huyện Đăk Hà (23504)",
            ),
            id="two-districts",
        ),
        pytest.param(
            "Phường Thống Nhất",
            AFTER,
            (
                "UBND phường Thống Nhất, UBND tỉnh Gia Lai (23584)",
                "UBND phường Thống Nhất, UBND tỉnh Phú Thọ (H44.205)",
            ),
            id="two-provinces",
        ),
        pytest.param(
            "xa son ha",
            AFTER,
            (
                "UBND xã Sơn Hà, UBND tỉnh Quảng Ngãi (21289)",
                "UBND xã Sơn Hạ, UBND tỉnh Quảng Ngãi (21292)",
            ),
            id="marks-left-out",
        ),
        pytest.param(
            "Kon Tum",
            BEFORE,
            ("UBND tỉnh Kon Tum (62)", "UBND thành phố Kon Tum, UBND tỉnh Kon Tum (608)"),
            id="province-or-city",
        ),
        pytest.param(
            "STTTT",
            AFTER,
            (
                "Sở Khoa học và Công nghệ, UBND tỉnh Quảng Ngãi (QN.SKHCN)",
                "Sở Văn hóa, Thể thao và Du lịch, UBND tỉnh Quảng Ngãi (QN.SVHTTDL)",
            ),
            id="split",
        ),
        pytest.param(
            "Xã Đăk Long, tỉnh Kon Tum",
            BEFORE,
            (
                "UBND xã Đăk Long, UBND huyện Đăk Glei (23368)",
                "UBND xã Đăk Long, UBND huyện Đăk Hà (23504)",
            ),
            id="place-that-decides-nothing",
        ),
    ],
)
def test_an_ambiguous_name_names_every_candidate_with_its_parent(
    directory: UnitDirectory, text: str, on: date, candidates: tuple[str, ...]
) -> None:
    error = refusal(directory, text, on)

    assert error.code == "unit_ambiguous"
    assert error.params["candidates"] == candidates
    assert error.params["value"] == text


@pytest.mark.parametrize(
    ("text", "scope", "on", "code"),
    [
        pytest.param("615", "", AFTER, "unit_ended", id="district-code"),
        pytest.param("huyện Đăk Hà", "", AFTER, "unit_ended", id="district-name"),
        pytest.param("huyện Đăk Hà", "62", AFTER, "unit_ended", id="district-name-in-scope"),
        pytest.param("QN.SNV", "", BEFORE, "unit_not_yet", id="later-code"),
        pytest.param("Phường Kon Tum", "", BEFORE, "unit_not_yet", id="later-name"),
        pytest.param("23584", "62", AFTER, "unit_unknown", id="code-outside-the-scope"),
        pytest.param("Sở Không Có Thật", "", BEFORE, "unit_unknown", id="nonsense"),
        pytest.param("xã Pxi, huyện Không Có", "", BEFORE, "unit_unknown", id="unknown-place"),
        pytest.param("UBND tỉnh", "", BEFORE, "unit_unknown", id="whose-province"),
        pytest.param("", "", BEFORE, "unit_unknown", id="blank"),
        pytest.param("UBND", "", BEFORE, "unit_unknown", id="only-a-title"),
        pytest.param("()", "", BEFORE, "unit_unknown", id="signs"),
    ],
)
def test_what_means_no_unit_that_day_is_refused(
    directory: UnitDirectory, text: str, scope: str, on: date, code: str
) -> None:
    assert refusal(directory, text, on, scope_of(directory, scope, BEFORE)).code == code


def test_a_former_unit_is_named_as_spelled(directory: UnitDirectory) -> None:
    error = refusal(directory, "Xã Sơn Hạ", BEFORE)

    assert error.params["units"] == ("UBND xã Sơn Hạ",)
    assert error.params["first_day"] == FIRST_DAY


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        pytest.param("xã Đăk Pxii", "UBND xã Đăk Pxi", id="one-slip"),
        pytest.param("Sở Nội vu và Lao động", "", id="too-far"),
    ],
)
def test_only_a_close_name_is_suggested(
    directory: UnitDirectory, text: str, suggestion: str
) -> None:
    error = refusal(directory, text, BEFORE)

    assert error.params["suggestion"] == suggestion
    assert explain(error).endswith(("?", "."))


def test_nothing_outside_the_scope_is_suggested(directory: UnitDirectory) -> None:
    scope_id = scope_of(directory, "H44", AFTER)

    assert refusal(directory, "xã Đăk Pxii", AFTER, scope_id).params["suggestion"] == ""


def test_a_refusal_is_the_same_the_second_time(directory: UnitDirectory) -> None:
    first, second = (refusal(directory, "Xã Đăk Long", BEFORE) for _ in range(2))

    assert first is not second
    assert (first.code, first.params) == (second.code, second.params)


def test_a_remembered_answer_needs_no_look_up(
    directory: UnitDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = directory.resolve("Đăk Pxi", BEFORE)
    monkeypatch.setattr(directory, "_answer", lambda *_: pytest.fail("looked up again"))

    # Nothing about units changed between these days, so one answer serves for both.
    assert directory.resolve("Đăk Pxi", date(2021, 3, 1)) is found


@pytest.mark.parametrize("on", [BEFORE, AFTER, LAST_DAY, FIRST_DAY], ids=str)
def test_every_unit_is_found_by_its_code_and_its_name_in_its_parent(
    directory: UnitDirectory, on: date
) -> None:
    for unit in directory.units:
        if unit.is_valid(on):
            assert directory.resolve(unit.code, on) is unit
            assert directory.resolve(unit.name, on, unit.parent_id) is unit


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40), on=st.dates())
def test_any_text_on_any_day_is_a_unit_or_a_refusal(
    directory: UnitDirectory, text: str, on: date
) -> None:
    try:
        outcome = directory.resolve(text, on).is_valid(on)
    except ReadingError as error:
        outcome = bool(explain(error))

    assert outcome


@pytest.mark.parametrize(
    ("code", "on", "heirs"),
    [
        pytest.param("STP", BEFORE, ["STP"], id="itself-while-valid"),
        pytest.param("STP", AFTER, ["QN.STP"], id="merged"),
        pytest.param("SLDTBXH", AFTER, ["QN.SGDDT", "QN.SNV", "QN.SYT"], id="split"),
        pytest.param("615", AFTER, [], id="no-heir"),
    ],
)
def test_the_heirs_do_a_units_work_on_a_day(
    directory: UnitDirectory, code: str, on: date, heirs: list[str]
) -> None:
    unit = directory.find(code, BEFORE)
    assert unit is not None

    assert [heir.code for heir in directory.heirs(unit.id, on)] == heirs


def test_a_unit_that_does_not_exist_yet_has_no_heir(directory: UnitDirectory) -> None:
    unit = directory.find("QN.STP", AFTER)
    assert unit is not None

    assert directory.heirs(unit.id, BEFORE) == ()


def test_heirs_are_followed_through_units_that_ended_too(database: Settings, system: Actor) -> None:
    load_units()
    old = get_unit("615")
    with transaction():
        middle = add_unit(
            actor=system,
            draft=UnitDraft(
                "X1", "Sở Giữa", UnitLevel.DEPARTMENT, "H44", date(2025, 7, 1), date(2025, 12, 31)
            ),
        )
        last = add_unit(
            actor=system,
            draft=UnitDraft("X2", "Sở Sau", UnitLevel.DEPARTMENT, "H44", date(2026, 1, 1)),
        )
        for giver, taker, on in ((old.id, middle, FIRST_DAY), (middle, last, date(2026, 1, 1))):
            record_succession(
                actor=system,
                predecessor_id=giver,
                successor_id=taker,
                effective_on=on,
                kind=SuccessionKind.MERGED,
                document="QĐ mẫu",
            )
    directory = load_directory()

    assert [unit.code for unit in directory.heirs(old.id, AFTER)] == ["X1"]
    assert [unit.code for unit in directory.heirs(old.id, date(2026, 3, 1))] == ["X2"]


def test_a_unit_that_outlives_its_parent_stands_under_the_heir(
    database: Settings, system: Actor
) -> None:
    load_units()
    with transaction():
        add_unit(
            actor=system,
            draft=UnitDraft("BV", "Bệnh viện mẫu", UnitLevel.DIVISION, "STP", date(2024, 1, 1)),
        )
    directory = load_directory()
    old, new = directory.find("62", BEFORE), directory.find("51", AFTER)
    assert old is not None
    assert new is not None

    assert "BV" in {unit.code for unit in directory.descendants(old.id, BEFORE)}
    assert "BV" in {unit.code for unit in directory.descendants(new.id, AFTER)}
    assert "BV" not in {unit.code for unit in directory.descendants(old.id, AFTER)}
    assert directory.resolve("Bệnh viện mẫu", AFTER, new.id).code == "BV"


def test_children_stand_directly_under_a_unit(directory: UnitDirectory) -> None:
    province = directory.find("62", BEFORE)
    assert province is not None
    children = directory.children(province.id, BEFORE)

    assert Counter(unit.level.value for unit in children) == {
        "department": 20,
        "district": 10,
        "partner": 3,
    }
    assert directory.children(province.id, AFTER) == ()
    assert directory.parent(province.id, BEFORE) is None


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        pytest.param("KT.SBN", 20, 15, id="agencies-go-to-quang-ngai"),
        pytest.param("KT.HUYEN", 10, 0, id="districts-have-no-heir"),
        pytest.param("KT.XA", 102, 40, id="communes-on-kon-tum-land-only"),
        pytest.param("KT.MOTCUA", 113, 40, id="rule-and-list-together"),
        pytest.param("GL.PCM", 3, 0, id="by-list"),
        pytest.param("H44.UBNDCX", 0, 148, id="scope-not-begun"),
        pytest.param("H44.SBN", 0, 15, id="departments-of-phu-tho"),
    ],
)
def test_a_group_is_who_belongs_to_it_on_the_day(
    directory: UnitDirectory, code: str, before: int, after: int
) -> None:
    key = group_id(directory, code)

    assert len(directory.group_members(key, BEFORE)) == before
    assert len(directory.group_members(key, AFTER)) == after
    assert all(member.unit.is_valid(AFTER) for member in directory.group_members(key, AFTER))


def test_members_say_whose_place_they_took(directory: UnitDirectory) -> None:
    key = group_id(directory, "KT.XA")
    now = {member.unit.code: member for member in directory.group_members(key, AFTER)}
    renamed, kept = now["23293"].inherited_from, now["23504"].inherited_from

    assert all(member.inherited_from is None for member in directory.group_members(key, BEFORE))
    assert renamed is not None
    assert not renamed.is_valid(AFTER)
    assert kept is not None
    # Of several predecessors the one whose name lives on.
    assert kept.name == "UBND xã Đăk Pxi"


def test_members_come_in_the_order_of_listings(directory: UnitDirectory) -> None:
    members = directory.group_members(group_id(directory, "KT.DVDP"), BEFORE)
    units = [member.unit for member in members]

    assert units == list(directory.ordered(reversed(units)))
    assert [unit.level for unit in units] == sorted(
        (unit.level for unit in units), key=list(UnitLevel).index
    )


@pytest.mark.parametrize(
    ("printed", "scope", "on", "unit", "group"),
    [
        pytest.param("Các sở, ban ngành", "62", BEFORE, "", "KT.SBN", id="group"),
        pytest.param("các sở, ban, ngành", "62", BEFORE, "", "KT.SBN", id="group-alias"),
        pytest.param("Ủy ban nhân dân cấp xã", "62", BEFORE, "", "KT.XA", id="group-long-words"),
        pytest.param("UBND cấp xã", "STP", BEFORE, "", "KT.XA", id="group-of-the-unit-above"),
        pytest.param("UBND cấp xã", "H44", AFTER, "", "H44.UBNDCX", id="group-of-its-own-scope"),
        pytest.param("Các phòng chuyên môn", "GL.STTTT", BEFORE, "", "GL.PCM", id="by-list"),
        pytest.param("Sở Tư pháp", "62", BEFORE, "STP", "", id="unit-in-scope"),
        pytest.param("Văn phòng Sở", "GL.STTTT", BEFORE, "GL.STTTT.VP", "", id="division"),
        pytest.param("Bưu điện tỉnh Gia Lai", "GL.STTTT", BEFORE, "GL.BUUDIEN", "", id="anywhere"),
        pytest.param("Viễn thông Kon Tum", "", BEFORE, "KT.VNPT", "", id="no-scope"),
        pytest.param("Các phòng chuyên môn", "", BEFORE, "", "GL.PCM", id="group-without-scope"),
    ],
)
def test_a_party_is_a_group_of_the_issuer_or_a_unit(
    directory: UnitDirectory, printed: str, scope: str, on: date, unit: str, group: str
) -> None:
    expected = PartyRef(
        scope_of(directory, unit, on), group_id(directory, group) if group else None
    )

    assert directory.resolve_party(printed, scope_of(directory, scope, on), on) == expected


@pytest.mark.parametrize(
    ("printed", "scope", "on", "code"),
    [
        pytest.param("Xã Đăk Long", "62", BEFORE, "unit_ambiguous", id="two-in-scope"),
        pytest.param("UBND cấp xã", "", AFTER, "unit_ambiguous", id="two-groups"),
        pytest.param("Tổ chức lạ", "62", BEFORE, "unit_unknown", id="unknown"),
        # Never another province's unit because one's own has ended.
        pytest.param("Bưu điện tỉnh", "62", AFTER, "unit_ended", id="ended-in-scope"),
    ],
)
def test_a_party_that_cannot_be_told_is_refused(
    directory: UnitDirectory, printed: str, scope: str, on: date, code: str
) -> None:
    with pytest.raises(ReadingError) as caught:
        directory.resolve_party(printed, scope_of(directory, scope, BEFORE), on)

    assert caught.value.code == code


def test_keys_nobody_has_are_refused(directory: UnitDirectory) -> None:
    with pytest.raises(NotFoundError, match="unit_missing"):
        directory.by_id(0)
    with pytest.raises(NotFoundError, match="unit_group_missing"):
        directory.group_members(0, BEFORE)


def test_a_group_of_some_kinds_takes_in_no_other(
    database: Settings, system: Actor, tmp_path: Path
) -> None:
    load_units()
    (tmp_path / "unit_groups.csv").write_text(
        "code,name,scope_code,level,kinds,members,aliases,source,note\n"
        "G,Các sở,62,department,SỞ|thanh tra,,,,\n",
        encoding="utf-8",
    )
    with transaction():
        load_groups_seed(actor=system, folder=tmp_path)
    directory = load_directory()
    members = directory.group_members(group_id(directory, "G"), BEFORE)

    assert Counter(member.unit.kind for member in members) == {"sở": 16, "thanh tra": 1}


def test_the_directory_takes_six_queries(database: Settings) -> None:
    load_units()
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    fresh = load_directory()
    loaded = len(statements)
    fresh.resolve("Đăk Pxi", BEFORE)
    fresh.group_members(group_id(fresh, "KT.XA"), AFTER)
    sa.event.remove(db.engine, "before_cursor_execute", note)

    assert loaded == 6
    assert len(statements) == loaded

"""Of a watched folder only whole files are seen, none through a link, each copied byte for byte."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.sources.asking import source
from tracker.errors import RefusedError
from tracker.rules.periods import read_period
from tracker.sources.errors import PullFailedError
from tracker.sources.folder import read_folder_options
from tracker.sources.folder_files import FolderListing, copied, day_of, list_folder, shown_name
from tracker.wording.sentences import sentence

pytestmark = pytest.mark.one_database

JUNE = read_period("2026-06")


def options(at: Path, **more: Any) -> Any:
    plain = {"folder": str(at), "kind": "measurements", "patterns": ["*.csv"]}
    return read_folder_options(source("folder", **{**plain, **more}))


def put(folder: Path, name: str, text: str = "x", on: str = "2026-07-03T10:00:00+07:00") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    moment = datetime.fromisoformat(on).timestamp()
    os.utime(path, (moment, moment))
    return path


def look(folder: Path, period: str = "2026-06", after: float = 100, **more: Any) -> FolderListing:
    at = datetime.now(UTC) + timedelta(seconds=after)
    return list_folder(options(folder, **more), read_period(period), cutoff=None, at=at)


def names(listing: FolderListing) -> list[str]:
    return [file.name for file in listing.waiting]


def test_the_oldest_file_comes_first_and_names_decide_between_equals(tmp_path: Path) -> None:
    put(tmp_path, "b.csv", on="2026-07-02T10:00:00+07:00")
    put(tmp_path, "c.csv", on="2026-07-01T10:00:00+07:00")
    put(tmp_path, "a.csv", on="2026-07-02T10:00:00+07:00")

    assert names(look(tmp_path)) == ["c.csv", "a.csv", "b.csv"]


def test_a_file_that_was_just_written_is_still_growing(tmp_path: Path) -> None:
    put(tmp_path, "a.csv")

    assert look(tmp_path, after=30, quiet_seconds=60).growing == ("a.csv",)
    assert names(look(tmp_path, after=30, quiet_seconds=60)) == []
    assert names(look(tmp_path, after=90, quiet_seconds=60)) == ["a.csv"]


def test_an_old_time_carried_over_by_a_copying_program_does_not_make_a_file_whole(
    tmp_path: Path,
) -> None:
    put(tmp_path, "a.csv", on="2020-01-01T00:00:00+07:00")

    assert look(tmp_path, after=30, quiet_seconds=60).growing == ("a.csv",)


def test_no_link_is_followed_wherever_it_leads(tmp_path: Path) -> None:
    folder, outside = tmp_path / "vao", tmp_path / "ngoai"
    folder.mkdir()
    outside.mkdir()
    inside = put(folder, "that.csv")
    (folder / "out.csv").symlink_to(put(outside, "secret.csv"))
    (folder / "in.csv").symlink_to(inside)
    (folder / "gone.csv").symlink_to(folder / "nowhere.csv")
    (folder / "folder.csv").symlink_to(outside)

    listing = look(folder)

    assert names(listing) == ["that.csv"]
    assert listing.links == ("folder.csv", "gone.csv", "in.csv", "out.csv")


def test_a_file_that_becomes_a_link_after_it_was_listed_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "vao"
    folder.mkdir()
    secret = put(tmp_path, "secret.csv", "secret")
    path = put(folder, "a.csv")
    (file,) = look(folder).waiting
    path.unlink()
    path.symlink_to(secret)

    with pytest.raises(PullFailedError) as failure, copied(options(folder), file, tmp_path):
        pass

    assert failure.value.code == "folder_file_unreadable"
    assert list(tmp_path.glob("copy*")) == []


def test_what_is_no_ordinary_file_is_not_seen(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    put(tmp_path, ".hidden.csv")
    put(tmp_path, "~$open.csv")
    put(tmp_path, "a.csv.part")

    assert look(tmp_path) == FolderListing(())


def test_a_file_over_the_limit_is_named_and_not_read(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "x" * (1024 * 1024 + 1))

    assert look(tmp_path, most_mb=1).too_large == ("a.csv",)


@pytest.mark.parametrize(
    ("pattern", "period", "seen"),
    [
        ("*.csv", "2026-06", ["so-lieu-2026-05.csv", "so-lieu-2026-06.csv"]),
        ("so-lieu-{period}*.csv", "2026-06", ["so-lieu-2026-06.csv"]),
        ("so-lieu-{year}-{month:02}.csv", "2026-05", ["so-lieu-2026-05.csv"]),
        ("so-lieu-{first_day:%Y-%m}.csv", "2026-05", ["so-lieu-2026-05.csv"]),
        ("so-lieu-{month}.csv", "2026-Q2", []),
        ("SO-LIEU*.csv", "2026-06", []),
    ],
)
def test_the_period_restricts_where_the_names_say_it(
    tmp_path: Path, pattern: str, period: str, seen: list[str]
) -> None:
    put(tmp_path, "so-lieu-2026-05.csv")
    put(tmp_path, "so-lieu-2026-06.csv")

    assert sorted(names(look(tmp_path, period, patterns=[pattern]))) == seen
    assert options(tmp_path, patterns=[pattern]).states_period is ("{" in pattern)


def test_the_slash_of_a_year_to_date_is_a_hyphen_in_a_name(tmp_path: Path) -> None:
    put(tmp_path, "luy-ke-2026-06-ytd.csv")

    assert names(look(tmp_path, "2026-06/ytd", patterns=["luy-ke-{period}.csv"])) == [
        "luy-ke-2026-06-ytd.csv"
    ]


def test_a_name_is_the_same_however_its_letters_are_put_together(tmp_path: Path) -> None:
    put(tmp_path, unicodedata.normalize("NFD", "hồ sơ.csv"))

    for form in ("NFC", "NFD"):
        (file,) = look(tmp_path, patterns=[unicodedata.normalize(form, "hồ sơ*.csv")]).waiting
        assert file.name == unicodedata.normalize("NFC", "hồ sơ.csv")


def test_a_name_of_whatever_bytes_can_be_shown() -> None:
    assert shown_name(os.fsdecode(b"a\xff\n.csv")) == "a\ufffd\ufffd.csv"


def test_a_copy_is_the_bytes_and_its_hash_is_theirs_and_it_is_gone_afterwards(
    tmp_path: Path,
) -> None:
    folder, room = tmp_path / "vao", tmp_path / "room"
    folder.mkdir()
    room.mkdir()
    put(folder, "a.csv", "một, hai\n" * 300_000)
    (file,) = look(folder).waiting
    before = {path: path.stat() for path in folder.iterdir()}

    with copied(options(folder), file, room) as (path, sha256):
        assert path.read_bytes() == (folder / "a.csv").read_bytes()
        assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.stat().st_mode & 0o777 == 0o600

    assert list(room.iterdir()) == []
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == {
        path: found.st_mtime_ns for path, found in before.items()
    }


def test_a_file_that_changed_since_it_was_listed_is_left_for_the_next_time(tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv")
    (file,) = look(tmp_path).waiting
    put(tmp_path, "a.csv", "xy")

    with pytest.raises(PullFailedError) as failure, copied(options(tmp_path), file, tmp_path):
        pass

    assert failure.value.code == "folder_file_changing"
    assert path.exists()
    assert list(tmp_path.glob("copy*")) == []


def test_a_folder_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(PullFailedError) as failure:
        look(tmp_path / "khong-co")

    assert failure.value.code == "folder_missing"
    assert sentence(failure.value.code, failure.value.params)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("hs-20260630.csv", date(2026, 6, 30)),
        ("hs 2026-06-30 (1).csv", date(2026, 6, 30)),
        ("2026.06.01-2026.06.30.csv", date(2026, 6, 30)),
        ("hs-120260630.csv", None),
        ("hs-2026-0630.csv", None),
        ("hs-20260631.csv", None),
        ("hs.csv", None),
    ],
)
def test_the_day_of_a_file_may_stand_in_its_name(
    tmp_path: Path, name: str, day: date | None
) -> None:
    put(tmp_path, name)
    chosen = options(tmp_path, as_of="name")
    (file,) = look(tmp_path, as_of="name").waiting

    assert day_of(chosen, file, date(2026, 8, 1)) == day


@pytest.mark.parametrize(
    ("modified", "day"),
    [
        ("2026-06-30T16:59:59+00:00", date(2026, 6, 30)),
        ("2026-06-30T17:00:00+00:00", date(2026, 7, 1)),
        ("2030-01-01T00:00:00+00:00", date(2026, 8, 1)),
    ],
    ids=["before-midnight-here", "after-midnight-here", "from-the-future"],
)
def test_else_it_is_the_local_day_it_was_written_and_never_later_than_today(
    tmp_path: Path, modified: str, day: date
) -> None:
    put(tmp_path, "a.csv", on=modified)
    (file,) = look(tmp_path).waiting

    assert day_of(options(tmp_path), file, date(2026, 8, 1)) == day


def test_files_are_in_the_order_of_the_days_they_describe(tmp_path: Path) -> None:
    put(tmp_path, "hs-20260701.csv", on="2026-07-01T10:00:00+07:00")
    put(tmp_path, "hs-20260601.csv", on="2026-07-02T10:00:00+07:00")
    put(tmp_path, "hs.csv", on="2026-05-02T10:00:00+07:00")

    assert names(look(tmp_path, as_of="name")) == ["hs-20260601.csv", "hs-20260701.csv", "hs.csv"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"folder": "vao"}, "folder"),
        ({"kind": "units"}, "kind"),
        ({"patterns": []}, "patterns"),
        ({"patterns": ["../*.csv"]}, "patterns"),
        ({"patterns": ["{unit}.csv"]}, "patterns"),
        ({"patterns": ["{"]}, "patterns"),
        ({"quiet_seconds": -1}, "quiet_seconds"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"full": True}, "full"),
        ({"delete": True}, "delete"),
    ],
    ids=repr,
)
def test_settings_that_cannot_work_are_refused_by_name(
    tmp_path: Path, change: dict[str, Any], key: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        options(tmp_path, **change)

    assert refusal.value.params["key"] == key

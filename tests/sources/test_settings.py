"""The file of sources is read strictly: one sentence names source, key, value and what fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.addresses import origin_of
from tracker.config import Settings
from tracker.errors import NotFoundError, RefusedError
from tracker.jobs.connectors import check_source
from tracker.sources.contract import SourceSettings
from tracker.sources.settings import OptionReader, get_source_settings, load_sources
from tracker.wording.sentences import explain

pytestmark = pytest.mark.one_database

GOOD = """
[sources.CONG]
connector = "portal"
root_department_id = "0191-aa"
pause_seconds = 2.5
max_age_days = 3

[sources.KHAC]
connector = "folder"
path = "x"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        check_source(get_source_settings(write(folder, text), "CONG"))
    return caught.value


def test_sources_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    sources = load_sources(write(tmp_path, GOOD))

    assert list(sources) == ["CONG", "KHAC"]
    assert sources["CONG"] == SourceSettings(
        "CONG", "portal", {"root_department_id": "0191-aa"}, 2.5, 3
    )
    assert (sources["KHAC"].pause_seconds, sources["KHAC"].max_age_days) == (5.0, None)


def test_without_a_file_there_is_no_source(tmp_path: Path) -> None:
    assert load_sources(tmp_path / "none.toml") == {}


def test_an_unknown_source_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        get_source_settings(write(tmp_path, GOOD), "cong")

    assert "CONG, KHAC" in explain(caught.value)
    assert str(tmp_path) not in explain(caught.value)


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("connector = \"portal\"", "source_setting_missing", ["root_department_id"]),
        ("root_department_id = \"1\"", "source_setting_missing", ["connector"]),
        ("connector = \"fax\"", "source_setting_invalid", ["connector", "fax", "portal"]),
        ("connector = 3", "source_setting_invalid", ["connector", "3"]),
        ('connector = "portal"\nroot_department_id = ""', "source_setting_invalid", ["root_"]),
        ('connector = "portal"\nroot_department_id = 7', "source_setting_invalid", ["7"]),
        (
            'connector = "portal"\nroot_department_id = "a"\nrot_id = "b"',
            "source_setting_unknown",
            ["rot_id", "base_url", "pause_seconds"],
        ),
        (
            'connector = "portal"\nroot_department_id = "a"\nbase_url = "dichvucong"',
            "source_setting_invalid",
            ["base_url", "dichvucong"],
        ),
        (
            'connector = "portal"\nroot_department_id = "a"\nbase_url = "https://u:p@h/"',
            "source_setting_invalid",
            ["base_url"],
        ),
        ('connector = "portal"\npause_seconds = -1', "source_setting_invalid", ["0-60", "-1"]),
        ('connector = "portal"\npause_seconds = true', "source_setting_invalid", ["True"]),
        ('connector = "portal"\nmax_age_days = 0', "source_setting_invalid", ["max_age_days"]),
        ('connector = "portal"\nmax_age_days = "3"', "source_setting_invalid", ["max_age_days"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_name(
    tmp_path: Path, text: str, code: str, named: list[str]
) -> None:
    error = refusal(tmp_path, f"[sources.CONG]\n{text}\n")

    assert error.code == code
    sentence = explain(error)
    assert "CONG" in sentence
    assert [part for part in named if part not in sentence] == []


@pytest.mark.parametrize(
    "text",
    ["[sources.CONG\n", "[source.CONG]\nconnector = \"portal\"\n", "sources = 3\n", "\ufffe"],
    ids=["broken", "another table", "no table", "no text"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_refusal(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(text.encode("utf-16" if text == "\ufffe" else "utf-8"))

    with pytest.raises(RefusedError) as caught:
        load_sources(path)

    assert caught.value.code == "sources_file_unreadable"
    assert str(tmp_path) not in explain(caught.value)


def test_keys_of_a_table_within_the_options_are_named_with_it() -> None:
    read = OptionReader(SourceSettings("A", "x", {"fields": {"unit": 3, "extra": 1}}))
    inner = read.inner("fields", read.table("fields"))

    with pytest.raises(RefusedError) as caught:
        inner.text("unit")
    assert caught.value.params["key"] == "fields.unit"

    inner.whole("unit", 0, 5)
    with pytest.raises(RefusedError) as caught:
        inner.finish()
    assert (caught.value.code, caught.value.params["key"]) == (
        "source_setting_unknown",
        "fields.extra",
    )


@pytest.mark.parametrize("value", ["key", "A B", "A-B", "", 3])
def test_a_secret_is_named_by_a_variable_and_nothing_else(value: object) -> None:
    read = OptionReader(SourceSettings("A", "x", {"token": value}))

    with pytest.raises(RefusedError) as caught:
        read.variable("token")

    assert caught.value.code == "source_setting_invalid"


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://dichvucong.gov.vn", "https://dichvucong.gov.vn:443"),
        ("HTTP://Host.Example:8080/x?y=1", "http://host.example:8080"),
        ("http://[::1]:80/x", "http://[::1]:80"),
        ("http://a@b/", None),
        ("http://a:", None),
        ("http://a:99999", None),
        ("http://a b", None),
        ("http://ă", None),
        ("http:///x", None),
        ("a.example", None),
    ],
)
def test_an_address_leads_to_one_place_or_to_none(text: str, origin: str | None) -> None:
    assert origin_of(text) == origin


def test_the_list_of_where_calls_may_go_is_read_from_the_environment(tmp_path: Path) -> None:
    environ = {
        "TRACKER_INSTANCE": str(tmp_path),
        "TRACKER_EGRESS": " https://a.example , http://b.example:8080,https://a.example:443/ ,",
        "TRACKER_FETCH_LIMIT_MB": "7",
    }

    settings = Settings.from_env(environ)

    assert settings.egress == ("https://a.example:443", "http://b.example:8080")
    assert settings.fetch_limit_bytes == 7 * 1024 * 1024
    assert settings.fetch_limit_seconds == 60
    assert settings.sources_path == tmp_path.resolve() / "sources.toml"


@pytest.mark.parametrize(
    "value", ["a.example", "https://a.example/path", "https://u:p@a.example", "*", "https://a/?b"]
)
def test_an_entry_of_the_list_that_is_no_plain_host_stops_the_start(
    tmp_path: Path, value: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        Settings.from_env({"TRACKER_INSTANCE": str(tmp_path), "TRACKER_EGRESS": value})

    assert caught.value.code == "setting_invalid"
    assert caught.value.params["name"] == "TRACKER_EGRESS"

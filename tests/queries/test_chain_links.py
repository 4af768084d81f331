"""The chain of published lists: every byte, every link, and what breaks it is named."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Publication, db
from tests.remembered import remembered
from tests.reply_office import ReplyOffice, newest
from tracker.publishing.list_verification import (
    Authenticity,
    ChainFault,
    check_chain,
    verify_sha256,
)
from tracker.queries.chain_links import find_matches, list_links

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> ReplyOffice:
    """Stand on three published versions of one month."""
    on_day(date(2024, 4, 5))
    office = ReplyOffice(database, make_actor)
    office.draft()
    office.approve()
    office.publish()
    for _ in range(2):
        office.correct()
        office.approve()
        office.publish()
    return office


def overwrite(version: int, **values: str) -> None:
    """Change a published row past the triggers, as nobody may."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("DROP TRIGGER publication_frozen"))
    else:
        db.session.execute(sa.text("ALTER TABLE publication DISABLE TRIGGER ALL"))
    statement = sa.update(Publication).where(Publication.version == version)
    db.session.execute(statement.values(**values))
    db.session.commit()


def test_a_whole_chain_is_followed_back_to_the_first_list(office: ReplyOffice) -> None:
    check = check_chain(newest().id)

    assert (check.length, check.fault) == (3, None)
    assert [link.version for link in list_links()] == [1, 2, 3]
    assert check_chain(newest(2).id).length == 2


def test_one_changed_byte_of_an_older_list_is_found(office: ReplyOffice) -> None:
    overwrite(1, content=newest(1).content_text.replace("xã Một", "xã Mốt"))

    check = check_chain(newest().id)
    found = verify_sha256(newest().sha256)

    assert (check.fault, check.period, check.version) == (ChainFault.CONTENT, "2024-03", 1)
    assert found.authenticity is Authenticity.PUBLISHED
    assert not found.is_published
    assert check_chain(newest().id, most_hashed=2).fault is None


def test_a_link_that_names_no_published_list_is_found(office: ReplyOffice) -> None:
    overwrite(2, previous_sha256="0" * 64)

    assert check_chain(newest().id).fault is ChainFault.CONTENT
    check = check_chain(newest().id, most_hashed=0)
    assert (check.fault, check.version) == (ChainFault.LINK, 2)


def test_a_ring_is_no_chain(office: ReplyOffice) -> None:
    overwrite(1, previous_sha256=newest(3).sha256)

    check = check_chain(newest().id, most_hashed=0)

    assert (check.fault, check.version) == (ChainFault.LINK, 3)


def test_drafts_and_approved_lists_are_not_found(office: ReplyOffice) -> None:
    office.correct()
    assert find_matches(newest().sha256) == []
    office.approve()
    assert find_matches(newest().sha256) == []
    office.publish()
    assert [match.version for match in find_matches(newest().sha256)] == [4]

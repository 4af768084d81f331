"""Whether a file is a published list, byte for byte (đối chiếu tệp với bản đã công bố)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from models.vocabulary import PublicationState
from tracker.errors import RefusedError
from tracker.queries.chain_links import find_matches, list_links, load_content
from tracker.rules.canonical import sha256_hex

if TYPE_CHECKING:
    from tracker.queries.chain_links import ChainLink, Match

MOST_BYTES: Final = 20_000_000
"""A list of 20,000 rows is about 10 MB of JSON; nothing that was published is near this."""

_HASH: Final = re.compile(r"[0-9a-f]{64}")


class Authenticity(StrEnum):
    """What a file is, as far as the office can say."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    NOT_PUBLISHED = "not_published"


class ChainFault(StrEnum):
    """What is wrong with the chain of published lists."""

    CONTENT = "chain_content"
    LINK = "chain_link"


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The chain of hashes from a list back to the first.

    Args:
        length: Lists that were checked, the one in question among them.
        fault: What is wrong; None when every one is as it was published.
        period: Month of the list where it is; empty likewise.
        version: Its version.
    """

    length: int
    fault: ChainFault | None = None
    period: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Verification:
    """What a file is.

    Args:
        sha256: Its hash.
        authenticity: What it is; the best of its matches.
        matches: The versions that have these bytes, those that stand published first.
        chain: The chain from the first match back; None without one.
    """

    sha256: str
    authenticity: Authenticity
    matches: tuple[Match, ...]
    chain: ChainCheck | None

    @property
    def is_published(self) -> bool:
        """Return whether the bytes were published and nothing in the chain is wrong."""
        is_whole = self.chain is not None and self.chain.fault is None
        return self.authenticity is not Authenticity.NOT_PUBLISHED and is_whole


_OF_STATE: Final = {
    PublicationState.PUBLISHED: Authenticity.PUBLISHED,
    PublicationState.CORRECTED: Authenticity.CORRECTED,
    PublicationState.WITHDRAWN: Authenticity.WITHDRAWN,
}


def verify_content(content: bytes, *, most_hashed: int | None = None) -> Verification:
    """Return what a file is; nothing of it is kept.

    Args:
        content: Its bytes.
        most_hashed: As for `check_chain`.
    """
    return verify_sha256(sha256_hex(content), most_hashed=most_hashed)


def verify_sha256(text: str, *, most_hashed: int | None = None) -> Verification:
    """Return what a file with a hash is; recognises every format and the canonical JSON.

    Args:
        text: The hash, as typed; letter case and blanks do not matter.
        most_hashed: As for `check_chain`.

    Raises:
        RefusedError: `hash_unreadable`.
    """
    sha256 = "".join(text.split()).lower()
    if not _HASH.fullmatch(sha256):
        raise RefusedError("hash_unreadable", value=text.strip()[:80])
    matches = find_matches(sha256)
    if not matches:
        return Verification(sha256, Authenticity.NOT_PUBLISHED, (), None)
    ranks = list(_OF_STATE)
    matches.sort(key=lambda match: (ranks.index(match.state), -match.publication_id))
    first = matches[0]
    chain = check_chain(first.publication_id, most_hashed=most_hashed)
    return Verification(sha256, _OF_STATE[first.state], tuple(matches), chain)


def check_chain(publication_id: int, *, most_hashed: int | None = None) -> ChainCheck:
    """Return whether a list and every one before it are as they were published.

    The bytes of each are hashed again, and each must name the one before it.

    Args:
        publication_id: Where to begin; the chain is followed back to the first list.
        most_hashed: How many lists' bytes are hashed; of those before them only the names are
            followed. None hashes all: megabytes a list, too much for whoever asks from outside.

    Source:
        design.md, section 3, rule 8.
    """
    links = {link.sha256: link for link in list_links()}
    link = next(each for each in links.values() if each.publication_id == publication_id)
    length = 0
    while True:
        length += 1
        if (most_hashed is None or length <= most_hashed) and not _is_whole(link):
            return ChainCheck(length, ChainFault.CONTENT, link.period, link.version)
        if not link.previous_sha256:
            return ChainCheck(length)
        # Taken out as it is followed: a ring would never end.
        before = links.pop(link.previous_sha256, None)
        if before is None:
            return ChainCheck(length, ChainFault.LINK, link.period, link.version)
        link = before


def _is_whole(link: ChainLink) -> bool:
    """Return whether the stored bytes are those of the hash, and name the list before it."""
    content = load_content(link.publication_id)
    named = f'"previous_sha256":"{link.previous_sha256}"'
    return named in content and sha256_hex(content.encode()) == link.sha256

"""Turns the facts of a late list into the bytes that are frozen, and binds them into the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracker.rules.canonical import canonical_writer, sha256_hex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the data say about a month, before it is a numbered version of a list.

    Args:
        period: The month, "2024-03".
        first_day: Its first day.
        last_day: Its last day.
        as_of: Newest day the data describe.
        is_sample: Whether made-up dossiers are in it.
        public: What everybody may read.
        internal: The same with full codes and officers.
        write: What has written parts of both already, and will write the whole.
    """

    period: str
    first_day: date
    last_day: date
    as_of: date
    is_sample: bool
    public: Mapping[str, Any]
    internal: Mapping[str, Any]
    write: Callable[[object], bytes] = field(default_factory=canonical_writer, compare=False)


@dataclass(frozen=True, slots=True)
class SealedList:
    """The bytes of one version, as text, and the hash of the public ones."""

    content: str
    internal_content: str
    sha256: str


def seal(
    public: Mapping[str, Any],
    internal: Mapping[str, Any],
    heading: Mapping[str, Any],
    write: Callable[[object], bytes] | None = None,
) -> SealedList:
    """Return the canonical bytes of a version.

    The heading (version, reason, previous_sha256, audit_head) stands in both texts; the public one
    also holds the hash of the internal one, so that the full list of the staff cannot be changed
    behind the published one.

    Args:
        public: What everybody may read.
        internal: The same with full codes and officers.
        heading: What makes it this version of this list.
        write: A `canonical_writer` that has written parts of both already.
    """
    write = write or canonical_writer()
    inside = write({**internal, **heading})
    outside = write({**public, **heading, "internal_sha256": sha256_hex(inside)})
    return SealedList(outside.decode(), inside.decode(), sha256_hex(outside))


def chain_to(sealed: SealedList, previous_sha256: str) -> SealedList:
    """Return a version that names another list as the one before it, all else the same.

    Args:
        sealed: The version.
        previous_sha256: Hash of the list before it; empty for the first of all.

    Returns:
        The version itself, byte for byte, when it named that list already.
    """
    public = json.loads(sealed.content, parse_float=Decimal)
    if public["previous_sha256"] == previous_sha256:
        return sealed
    internal = json.loads(sealed.internal_content, parse_float=Decimal)
    return seal(public, internal, {"previous_sha256": previous_sha256})

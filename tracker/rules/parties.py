"""Who is named in a column of lead or supporting units (đơn vị chủ trì, phối hợp)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.errors import ReadingError
from tracker.rules.text import DASHES, clean, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_BULLETS: Final = f"{DASHES}+"
_EDGES: Final = f" {_BULLETS}•.,:;/"
_HEADS: Final = (
    # committees and councils
    r"ubnd|uy ban|hdnd|hoi dong|chu tich|pho chu tich|thuong truc|(?:tinh|huyen|thanh|dang) uy",
    # departments, boards, offices; "số hóa", "số liệu" and the like are no Sở
    r"so(?! (?:hoa|lieu|luong|thu|\d))|thanh tra|van phong|vp|bo (?:phan|chi huy|tu lenh)",
    r"ban (?:quan ly|dan toc|chi dao|chi huy|to chuc|tuyen giao|noi chinh|dan van|tiep cong dan)",
    r"phong(?! (?:trao|chong|chay|ngua))|to (?:cong tac|chuyen gia)|thu truong|giam doc",
    # bodies of the centre and their branches
    r"bo (?:cong|ngoai|noi|quoc|tai|tu|thong|xay|y|van|giao|khoa|ke|nong|lao|dan)|tong cuc|cuc",
    r"chi cuc|kho bac|bao hiem xa hoi|bhxh|ngan hang|hai quan|toa an|vien kiem sat|cong an",
    # public services, press, enterprises, associations; "Phòng Bưu chính - Viễn thông" is one
    r"trung tam|truong(?! hop)|benh vien|tram|hoc vien|dai (?:phat|pt|truyen|khi)|bao tang",
    r"bao(?! (?:cao|chi|gom|dam|ve|tri|tang|mat|hiem))|buu dien|vien thong(?= [^\W\d_])|vnpt",
    r"viettel|(?:tong )?cong ty|tap doan|doanh nghiep|hop tac xa|mat tran|lien doan",
    r"doan (?:thanh nien|dai bieu|dbqh)|hoi (?:nong|lien|cuu|chu|luat|nha)",
    # several at once; "UBND các huyện, các xã" stays one
    r"cac(?! (?:huyen|xa|phuong|thi tran|thi xa|thanh pho|dac khu))",
)
_AT_HEAD: Final = re.compile(rf"(?:{'|'.join(_HEADS)})\b")
_SEPARATOR: Final = re.compile(
    r"(?P<always>[;•]|, ?[-+] )|,(?P<comma> ?)| (?P<joined>va) | (?P<dash>[-+]) ?"
)
_PARENTHESES: Final = re.compile(r"\([^()]*\)?")
_ONE_BODY: Final = re.compile(r".*\b(?:hdnd|hoi dong nhan dan|dbqh|dai bieu quoc hoi)")
_QUALIFIER: Final = re.compile(
    r".+? (?P<condition>(?:(?:noi|khi|neu|ma) )?(?:khong |chua )?co (?:cung cap|thuc hien|phat sinh"
    r"|tiep nhan|giai quyet|thu tuc|tthc|tham quyen|du dieu kien|yeu cau|ho so|dich vu)\b.*"
    r"|(?:doi voi|trong viec|theo (?:tham quyen|chuc nang|linh vuc))\b.*)"
)


@dataclass(frozen=True, slots=True)
class Party:
    """One unit or group of units as printed.

    Args:
        name: The printed name, white space cleaned, without the qualifier.
        condition: The qualifier that narrows a group ("có cung cấp dịch vụ công trực tuyến").
    """

    name: str
    condition: str = ""


def read_parties(phrase: str) -> tuple[Party, ...]:
    """Return the units and groups a cell names, in its order (đọc tên đơn vị).

    Semicolons and bullets always part two names. A comma, "và", a dash inside a bulleted list and a
    dash at the start of a line do so only before the first word of another body's name, so that
    "Các sở, ban ngành" and "Sở Kế hoạch và Đầu tư" stay whole. A qualifier belongs to the one name
    it stands behind. What stands in parentheses is never parted.

    Args:
        phrase: The cell; line breaks are worth keeping, as they show where bullets begin.

    Raises:
        ReadingError: `parties_unreadable`, with `phrase`, when nothing but punctuation is there.

    Source:
        Responsibility matrix of Kế hoạch 142/KH-STTTT; Annex I of the Kon Tum targets of 2024.
    """
    parties = tuple(_party(piece) for piece in _pieces(phrase))
    if not parties:
        raise ReadingError("parties_unreadable", phrase=clean(phrase))
    return parties


def _pieces(phrase: str) -> Iterator[str]:
    """Yield each name with its qualifier, as printed."""
    bullet = clean(phrase)[:1]
    for line in _bulleted_lines(phrase, bullet):
        pieces = (piece.strip(_EDGES) for piece in _split(line, bullet))
        yield from (piece for piece in pieces if any(map(str.isalnum, piece)))


def _bulleted_lines(phrase: str, bullet: str) -> list[str]:
    """Return the text of each bullet, broken lines joined; one text where there are no bullets."""
    bullets: list[str] = []
    for line in filter(None, map(clean, phrase.splitlines())):
        text = line.lstrip(f"{_BULLETS} ")
        begins = line[0] in _BULLETS and (bullet in _BULLETS or _AT_HEAD.match(plain(text)))
        if begins or not bullets:
            bullets.append(text)
        else:
            bullets[-1] = f"{bullets[-1]} {line}"
    return bullets


def _split(line: str, bullet: str) -> Iterator[str]:
    words = plain(line)
    covered = [match.span() for match in _PARENTHESES.finditer(words)]
    start = 0
    for match in _SEPARATOR.finditer(words):
        if any(first < match.start() < last for first, last in covered):
            continue
        if match["dash"] and line[match.start("dash")] != bullet:
            continue
        if _parts(words, match, start):
            yield line[start : match.start()]
            start = match.end()
    yield line[start:]


def _parts(words: str, match: re.Match[str], start: int) -> bool:
    """Tell whether a separator parts two names rather than the words of one."""
    if match["always"]:
        return True
    if match["joined"] and _ONE_BODY.fullmatch(words, start, match.start()):
        return False
    return _AT_HEAD.match(words, match.end()) is not None


def _party(piece: str) -> Party:
    match = _QUALIFIER.fullmatch(plain(piece))
    if match is None:
        return Party(piece)
    start = match.start("condition")
    return Party(piece[:start].strip(_EDGES), piece[start:])

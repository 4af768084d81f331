"""Pictures in a Word file: the SVG itself, and its PNG for what cannot draw that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls

from tracker.publishing.documents.elements import ElementName
from tracker.publishing.documents.picture_files import draw_pngs
from tracker.publishing.documents.tree import Figure, printable
from tracker.publishing.documents.word_parts import paragraph_xml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.publishing.documents.tree import Paper
    from tracker.publishing.pictures.picture import Picture

EMU_PER_MM: Final = 36_000
_SVG: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_KEPT: Final = "<w:keepNext/>"
_CENTRED: Final = '<w:pPr><w:spacing w:before="0" w:after="120"/><w:jc w:val="center"/></w:pPr>'


class WordPictures:
    """The pictures of one file, each kept in it as SVG and as PNG.

    Args:
        document: A `docx.Document`.
        papers: What goes into it.

    Raises:
        RefusedError: As `tracker.publishing.documents.picture_files.draw_pngs`.
    """

    def __init__(self, document: Any, papers: Iterable[Paper]) -> None:
        self._part = document.part
        pictures = [each.picture for paper in papers for each in _figures(paper)]
        drawn = zip(pictures, draw_pngs(pictures), strict=True)
        self._keys = [
            (self._keep(f"picture{number}.png", "image/png", png), self._keep_svg(number, picture))
            for number, (picture, png) in enumerate(drawn, start=1)
        ]
        self._used = 0

    def xml(self, figure: Figure, width: int) -> str:
        """Return the next picture under its title; they come in the order of the papers.

        Args:
            figure: The picture.
            width: Of the text, millimetres.
        """
        png, svg = self._keys[self._used]
        self._used += 1
        return paragraph_xml(ElementName.COLUMN, (figure.picture.title,), _KEPT) + _drawing(
            figure, min(width, figure.width), self._used, (png, svg)
        )

    def _keep_svg(self, number: int, picture: Picture) -> str:
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        return self._keep(f"picture{number}.svg", "image/svg+xml", f"{head}{picture.svg}".encode())

    def _keep(self, name: str, kind: str, content: bytes) -> str:
        """Keep a file inside the document; return the key it is called by."""
        package = self._part.package
        part = Part(PackURI(f"/word/media/{name}"), kind, content, package)
        key: str = self._part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        return key


def _figures(paper: Paper) -> Iterable[Figure]:
    blocks = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
    return (block for block in blocks if isinstance(block, Figure))


def _drawing(figure: Figure, width: int, number: int, keys: tuple[str, str]) -> str:
    picture = figure.picture
    across = width * EMU_PER_MM
    down = across * picture.height // picture.width
    size = f'cx="{across}" cy="{down}"'
    told = quoteattr(printable(picture.description))
    name = quoteattr(printable(picture.title))
    png, svg = keys
    return (
        f"<w:p>{_CENTRED}<w:r><w:drawing>"
        f'<wp:inline {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {size}/>"
        f'<wp:docPr id="{number}" name="Picture {number}" descr={told} title={name}/>'
        "<a:graphic><a:graphicData"
        ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="picture{number}.png"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{png}"><a:extLst>'
        f'<a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="{svg}"/>'
        "</a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )

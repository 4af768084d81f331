"""The element table as paragraph styles of a DOCX, so that Word's own tools keep to it."""

from __future__ import annotations

from typing import Any, Final

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tracker.publishing.documents.elements import ELEMENTS, WORD_FONT, Align, Element, ElementName
from tracker.publishing.documents.word_tables import style_id, twips

_JUSTIFICATION: Final = {
    Align.LEFT: "left",
    Align.CENTER: "center",
    Align.RIGHT: "right",
    Align.JUSTIFIED: "both",
}
_SINGLE: Final = 240
"""Word's unit of distance: a single line."""

_LEVELS: Final = {
    ElementName.KIND: 0,
    ElementName.ANNEX_LABEL: 0,
    ElementName.SECTION: 1,
    ElementName.SUBSECTION: 2,
}
"""Elements the navigation pane shows, with their level."""

_FONTS: Final = (
    f'<w:rFonts w:ascii="{WORD_FONT}" w:hAnsi="{WORD_FONT}" w:eastAsia="{WORD_FONT}"'
    f' w:cs="{WORD_FONT}"/>'
)


def set_styles(document: Any) -> None:
    """Replace a new document's styles by those of the element table.

    Args:
        document: A `docx.Document`.
    """
    styles = document.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in {"Normal", "DefaultParagraphFont", "TableNormal"}:
            styles.remove(style)
    normal = document.styles["Normal"].element
    for child in list(normal):
        if child.tag in (qn("w:pPr"), qn("w:rPr")):
            normal.remove(child)
    _replace_defaults(styles)
    for name, element in ELEMENTS.items():
        styles.append(_style(name, element))


def _replace_defaults(styles: Any) -> None:
    defaults = styles.find(qn("w:docDefaults"))
    new = parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_FONTS}"
        '<w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240"'
        ' w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    styles.replace(defaults, new)


def _style(name: ElementName, element: Element) -> Any:
    weight = ("<w:b/>" if element.is_bold else "") + ("<w:i/>" if element.is_italic else "")
    half_points = element.size * 2
    level = f'<w:outlineLvl w:val="{_LEVELS[name]}"/>' if name in _LEVELS else ""
    kept = "<w:keepNext/>" if name in _LEVELS else ""
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1"'
        f' w:styleId="{style_id(name)}">'
        f'<w:name w:val="{style_id(name)}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{kept}"
        f'<w:spacing w:before="{element.before * 20}" w:after="{element.after * 20}"'
        f' w:line="{round(element.lines * _SINGLE)}" w:lineRule="auto"/>'
        f'<w:ind w:firstLine="{twips(element.indent)}"/>'
        f'<w:jc w:val="{_JUSTIFICATION[element.align]}"/>{level}</w:pPr>'
        f"<w:rPr>{_FONTS}{weight}"
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )

"""Files as people hand them in as evidence, made in memory."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00picture\xff\xd9"
TEXT = "Biên bản bàn giao sản phẩm ngày 20/12/2022.\n".encode()
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
TYPES = "[Content_Types].xml"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


def make_zip(*members: tuple[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def make_docx(*more: tuple[str, bytes | str]) -> bytes:
    return make_zip((TYPES, "<Types/>"), ("word/document.xml", "<w:document/>"), *more)


def make_xlsx(*more: tuple[str, bytes | str]) -> bytes:
    return make_zip((TYPES, "<Types/>"), ("xl/workbook.xml", "<workbook/>"), *more)


def make_open_document(mimetype: str = OPEN_TEXT, *more: tuple[str, bytes | str]) -> bytes:
    return make_zip(("mimetype", mimetype), ("content.xml", "<office/>"), *more)

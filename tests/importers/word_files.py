"""Small Word files for tests: real packages, with what Word writes around the words."""

from __future__ import annotations

import io
import zipfile
from html import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="/word/document.xml"/></Relationships>'
)


def package(body: str, part: str = "word/document.xml", *, relationships: bool = True) -> bytes:
    """A .docx whose document body is the XML `body`."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    document = f"{head}<w:document {_W}><w:body>{body}</w:body></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        if relationships:
            archive.writestr("_rels/.rels", _RELATIONSHIPS.replace("word/document.xml", part))
        archive.writestr(part, document)
    return out.getvalue()


def paragraph(text: str) -> str:
    """A paragraph, its line breaks as Word has them."""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")
    )
    return f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r>{lines}</w:r></w:p>"


def word_file(source: str) -> bytes:
    """A .docx of paragraphs that stand apart by blank lines in `source`."""
    return package("".join(paragraph(text) for text in source.strip("\n").split("\n\n")))

"""The smallest PDF files that readers take, whole or with what is wrong with them."""

from __future__ import annotations


def pdf_of(stream: bytes, more: bytes = b"", *, pages: int = 1) -> bytes:
    """`pages` pages that all show the content `stream`, whose dictionary has `more`."""
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(pages))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 3 0 R>>>>>>"
    )
    return file_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), more, stream),
        *[page] * pages,
    )


def file_of(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def with_own_font() -> bytes:
    """A page whose font brings its own table of characters: more of a reader's code."""
    shown = b"BT /F1 12 Tf 14 TL 40 700 Td (Why us?) Tj T* [(a)-20(b)] TJ ET"
    table = (
        b"begincmap 1 beginbfchar <0041> <0042> endbfchar "
        b"1 beginbfrange <0001> <0010> <0041> endbfrange endcmap"
    )
    return file_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 9 0 R>>>>>>",
        b"<</Length %d>>stream\n%s /X Do\nendstream" % (len(shown) + 6, shown),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R"
        b"/DescendantFonts[7 0 R]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(table), table),
        b"<</Type/Font/Subtype/CIDFontType2/W[1 [500 600] 3 9 700]/FontDescriptor 8 0 R>>",
        b"<</Type/FontDescriptor/Flags 4/FontBBox[0 0 1 1]>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 26/Resources<</Font<</F1 5 0 R>>>>>>"
        b"stream\nBT /F1 12 Tf (inner) Tj ET\nendstream",
    )

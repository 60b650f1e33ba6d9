"""PDF and Word files from outside: they come back as they look, and nothing else of them."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pikepdf
import pytest
from docx import Document
from fpdf import FPDF
from PIL import Image

from app.core import papers
from app.core.errors import InvalidInput, Unavailable
from app.core.packages import OLE
from app.core.papers import clean_paper

TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


def a_pdf(pages: int = 2) -> FPDF:
    pdf = FPDF()
    pdf.set_author("Wang Secret")
    pdf.set_creator("Scanner of 13800005678")
    pdf.set_font("helvetica", size=14)
    for number in range(pages):
        pdf.add_page()
        pdf.cell(text=f"Agreement, page {number + 1}")
    return pdf


def opened(pages: int = 2) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(bytes(a_pdf(pages).output())))


def photo_with_place() -> bytes:
    picture = Image.new("RGB", (60, 40), "white")
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    made = BytesIO()
    picture.save(made, "JPEG", exif=exif, comment=b"SecretComment")
    return made.getvalue()


def scan() -> bytes:
    """A page that is a photo, kept as the phone made it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    image = pikepdf.Stream(pdf, b"")
    image.write(photo_with_place(), filter=pikepdf.Name.DCTDecode)
    image["/Type"], image["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
    image["/Width"], image["/Height"], image["/BitsPerComponent"] = 60, 40, 8
    image["/ColorSpace"] = pikepdf.Name.DeviceRGB
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.obj["/Contents"] = pdf.make_stream(b"q 60 0 0 40 10 10 cm /Im0 Do Q")
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how) -> bytes:
    made = BytesIO()
    pdf.save(made, **how)
    return made.getvalue()


def armed() -> bytes:
    """Everything that acts by itself, in every place where it may stand."""
    made = a_pdf(1)
    made.link(10, 10, 30, 8, "https://example.org/more")
    pdf = pikepdf.open(BytesIO(bytes(made.output())))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=b"app.alert('SecretScript')")
    pdf.Root["/OpenAction"] = pdf.make_indirect(script)
    pdf.Root["/AA"] = pikepdf.Dictionary(WC=script)
    pdf.Root["/Names"] = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([b"x", script])))
    pdf.attachments["SecretFile.exe"] = b"MZ SecretPayload"
    page = pdf.pages[0].obj
    page["/AA"] = pikepdf.Dictionary(O=script)
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=b"SecretProgram.exe")
    box = pikepdf.Array([10, 10, 40, 20])
    for action in (launch, pdf.make_indirect(launch), pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=b"SecretSite")):
        page["/Annots"].append(pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=box, A=action))
    note = pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Rect=box, Contents=b"SecretComment", T=b"Wang Secret")
    page["/Annots"].append(pdf.make_indirect(note))
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["Wang Secret"]
    return saved(pdf)


def all_of(data: bytes) -> bytes:
    """Return a PDF with nothing packed, so that what is in it can be read."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return saved(
            pdf, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip


def a_word(change=None) -> bytes:
    document = Document()
    document.core_properties.author = "Wang Secret"
    document.core_properties.comments = "SecretComment"
    document.add_heading("联建协议", 1)
    document.add_paragraph("双方共同办好小区的事。")
    if change:
        change(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """Return a package with some parts in the place of its own, or beside them."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


def outside_template(document) -> None:
    document.part.rels.get_or_add_ext_rel(TEMPLATE, "http://127.0.0.1/secret.dotm")


def reason_for(data: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        clean_paper(data)
    return next(word for word, told in papers.REASONS.items() if refused.value.fields == {"file": [told]})


def test_a_pdf_keeps_its_pages_and_words_and_forgets_who_made_it():
    kept = clean_paper(bytes(a_pdf(3).output()))

    assert (kept.kind, kept.pages) == ("pdf", 3)
    plain = all_of(kept.data)
    assert b"Agreement, page 3" in plain
    assert b"Secret" not in plain
    assert b"13800005678" not in plain


def test_nothing_in_a_pdf_acts_by_itself_and_links_still_lead_somewhere():
    before = armed()
    assert all(word in all_of(before) for word in (b"SecretScript", b"SecretPayload", b"SecretProgram", b"SecretSite"))

    plain = all_of(clean_paper(before).data)

    assert b"Secret" not in plain
    assert [
        word for word in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA", b"/SubmitForm") if word in plain
    ] == []
    assert b"https://example.org/more" in plain


def test_a_scan_forgets_the_camera_and_keeps_every_bit_of_the_picture():
    before = scan()
    assert b"SecretCamera" in before

    kept = clean_paper(before).data

    assert b"Secret" not in kept
    assert b"Exif" not in kept
    with pikepdf.open(BytesIO(before)) as old, pikepdf.open(BytesIO(kept)) as new:
        pictures = [pikepdf.PdfImage(pdf.pages[0].Resources.XObject.Im0).as_pil_image() for pdf in (old, new)]
    assert pictures[0].tobytes() == pictures[1].tobytes()


def test_a_visible_seal_becomes_part_of_the_page():
    pdf = opened(1)
    seal = pdf.make_stream(b"1 0 0 rg 0 0 50 50 re f", BBox=[0, 0, 50, 50], Type=pikepdf.Name.XObject,
                           Subtype=pikepdf.Name.Form)  # fmt: skip
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T=b"seal", F=4,
            Rect=[10, 10, 60, 60], AP=pikepdf.Dictionary(N=seal),
        )
    )  # fmt: skip
    pdf.pages[0].obj["/Annots"] = pikepdf.Array([field])
    pdf.Root["/AcroForm"] = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)

    plain = all_of(clean_paper(saved(pdf)).data)

    assert b"1 0 0 rg 0 0 50 50 re f" in plain
    assert b"/AcroForm" not in plain
    assert b"/Widget" not in plain


def test_a_word_file_keeps_its_words_and_forgets_who_wrote_it():
    kept = clean_paper(a_word())

    assert (kept.kind, kept.pages) == ("docx", None)
    document = Document(BytesIO(kept.data))
    assert [one.text for one in document.paragraphs] == ["联建协议", "双方共同办好小区的事。"]
    with zipfile.ZipFile(BytesIO(kept.data)) as archive:
        assert not any(b"Secret" in archive.read(name) for name in archive.namelist())
        assert not any(name.startswith("docProps/") for name in archive.namelist())


REFUSED = [
    ("format", lambda: b""),
    ("format", lambda: b"hello"),
    ("format", lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 40),
    ("format", lambda: a_word().replace(b"word/document.xml", b"word/document.xmk")),
    ("old", lambda: OLE + b"\0" * 600),
    ("locked", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600),
    ("locked", lambda: saved(opened(), encryption=pikepdf.Encryption(owner="a", user="b"))),
    ("macros", lambda: with_parts(a_word(), {"word/vbaProject.bin": b"x"})),
    ("macros", lambda: with_parts(a_word(), {"word/embeddings/oleObject1.bin": b"x"})),
    ("outside", lambda: a_word(outside_template)),
    ("changes", lambda: with_parts(a_word(), {"word/comments.xml": b"<w:comments xmlns:w='w'/>"})),
    (
        "changes",
        lambda: with_parts(a_word(), {"word/footer9.xml": b"<w:a xmlns:w='w'><w:ins w:author='x'/></w:a>"}),
    ),
    ("size", lambda: with_parts(a_word(), {"word/media/a.png": b"\0" * (70 * 1024 * 1024)})),
    ("pages", lambda: bytes(a_pdf(501).output())),
    ("broken", lambda: with_parts(a_word(), {"word/styles.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"})),
    ("broken", lambda: a_word()[:-40]),
    ("broken", lambda: b"%PDF-1.7\n" + b"\xff" * 400),
]


@pytest.mark.parametrize(("word", "make"), REFUSED)
def test_what_is_refused_is_told_why(word, make):
    assert reason_for(make()) == word


def test_a_pdf_that_may_not_be_printed_is_kept_open():
    locked = saved(
        opened(),
        encryption=pikepdf.Encryption(owner="a", user="", allow=pikepdf.Permissions(print_highres=False)),
    )
    with pikepdf.open(BytesIO(clean_paper(locked).data)) as pdf:
        assert not pdf.is_encrypted


def test_a_file_that_kills_its_reader_is_refused_and_a_broken_installation_is_not_its_fault(monkeypatch, tmp_path):
    dying = tmp_path / "dying.py"
    dying.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr(papers, "CHILD", dying)
    assert reason_for(bytes(a_pdf().output())) == "broken"

    dying.write_text("raise SystemExit(3)")
    with pytest.raises(Unavailable):
        clean_paper(bytes(a_pdf().output()))

    dying.write_text("import sys; sys.stdout.write('OKPxxxxMZ this is no PDF')")
    assert reason_for(bytes(a_pdf().output())) == "broken"

"""A bundle: cover, contents, documents under continuous numbers, back page."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader, PdfWriter

from fengqiao.kernel.paperwork.bundles import Cover, Leaf, bundle

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
COVER = Cover(
    organization="柳河村人民调解委员会",
    title="人民调解卷宗",
    fields=(("卷名", "李某某与张某某相邻通道纠纷"), ("保管期限", "长期")),
    back=(("立卷人", "王某某"),),
)


def sheets(count: int, width: float = 595.276, height: float = 841.89, turned: int = 0) -> bytes:
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(width, height).rotate(turned)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_all_documents_lie_in_one_file_under_continuous_numbers():
    leaves = [
        Leaf("人民调解申请书", sheets(1)),
        Leaf("人民调解记录", sheets(2), note="柳河人调记字〔2026〕1号"),
        Leaf("录音", note="电子文件另存", sha256="ab" * 32),
        Leaf("身份证明", sheets(1, 842, 1191)),
        Leaf("收条", sheets(1, 842, 595, turned=90)),
    ]

    bound = bundle(leaves, COVER, at=AT)

    pages = PdfReader(io.BytesIO(bound.pdf)).pages
    texts = [page.extract_text().replace(" ", "") for page in pages]
    assert [(line.title, line.pages) for line in bound.manifest] == [
        ("人民调解申请书", "1"),
        ("人民调解记录", "2—3"),
        ("录音", ""),
        ("身份证明", "4"),
        ("收条", "5"),
    ]
    assert (bound.pages, len(pages)) == (5, 8)
    assert "人民调解卷宗" in texts[0]
    assert "卷内目录" in texts[1]
    assert "2—3" in texts[1]
    assert texts[2:7] == ["1", "2", "3", "4", "5"]
    assert "本卷共5页" in texts[7]
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages} == {(595, 842)}
    assert bound.manifest[0].sha256 == hashlib.sha256(leaves[0].pdf).hexdigest()
    assert bound.manifest[2].sha256 == "ab" * 32
    assert bound.sha256 == hashlib.sha256(bound.pdf).hexdigest()


def test_binding_again_gives_the_same_file():
    leaves = [Leaf("人民调解申请书", sheets(1))]
    assert bundle(leaves, COVER, at=AT) == bundle(leaves, COVER, at=AT)


def test_an_encrypted_document_is_refused():
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("geheim", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(ValidationError, match="“授权委托书”已加密，不能装订"):
        bundle([Leaf("授权委托书", out.getvalue())], COVER, at=AT)


def test_a_name_outside_the_fonts_is_refused_on_the_cover_too():
    with pytest.raises(ValidationError, match="𠮷"):
        bundle([Leaf("张𠮷的申请", sheets(1))], COVER, at=AT)

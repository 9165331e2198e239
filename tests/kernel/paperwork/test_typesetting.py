"""The page: what is printed, what is refused, the same input the same bytes."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext_lazy
from pypdf import PdfReader

from fengqiao.kernel.paperwork import typesetting
from fengqiao.kernel.paperwork.declarations import Paper
from fengqiao.kernel.paperwork.freezing import canonical, digest_of, plain
from fengqiao.kernel.paperwork.typesetting import missing_glyphs, picture_page, qr, require_glyphs, typeset

AT = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
PARTY = {
    "role": "申请人",
    "name": "喆镕堃龘",
    "sex": "女",
    "ethnicity": "汉族",
    "age": "45岁",
    "occupation": "务农",
    "contact": "19900000002",
    "address": "清江县柳河镇柳河村3组",
}
CONTEXT = {
    "parties": [PARTY],
    "facts": "第一段 #let x = 1 *不是粗体*\n第二段",
    "terms": [f"第{n}条内容。" for n in range(1, 13)],
    "copies": "三",
    "organization": "柳河村人民调解委员会",
}


def lines(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace(" ", "")


def printed(context: object = CONTEXT, **imprint: object) -> bytes:
    """The specimen paper of the kernel: every element of the shared page once."""
    return typeset("kernel/paperwork/specimen.typ", canonical(plain(context)), imprint, at=AT)


def test_a_paper_says_what_its_context_says_and_nothing_is_markup():
    text = lines(printed(number="柳河人调协字〔2026〕86号", subject="JF-1", digest="4f1c9a7e20b6d8e3" + "0" * 48))

    for expected in [
        "样张",
        "编号：柳河人调协字〔2026〕86号",
        "喆镕堃龘",
        "19900000002",
        "第一段#letx=1*不是粗体*",
        "一、第1条内容。",
        "十、第10条内容。",
        "十二、第12条内容。",
        "柳河村人民调解委员会（印章）",
        "JF-1",
        "文件校验4f1c9a7e20b6d8e3",
        "第1页，共2页",
        "第2页，共2页",
    ]:
        assert expected in text


def test_the_same_paper_is_the_same_bytes_and_carries_its_date():
    first, second = printed(number="1号", qr=qr("x")), printed(number="1号", qr=qr("x"))
    assert first == second
    metadata = PdfReader(io.BytesIO(first)).metadata
    assert (metadata.title, metadata.creation_date) == ("样张", AT)


def test_a_void_paper_is_marked():
    assert "作废" in lines(printed(void=True))
    assert "作废" not in lines(printed(void=False))


def test_a_paper_is_printed_within_a_tenth_of_a_second():
    printed()
    contexts = [CONTEXT | {"facts": f"第{n}次"} for n in range(5)]
    started = time.perf_counter()
    for context in contexts:
        printed(context)
    assert (time.perf_counter() - started) / len(contexts) < 0.1


@pytest.mark.parametrize("name", list("喆镕堃龘珺玥𬭎㛃䶮"))
def test_a_rare_name_is_printed(name):
    require_glyphs({"name": name})
    assert name in lines(printed(CONTEXT | {"facts": f"当事人{name}某"}))


def test_a_character_outside_the_fonts_is_reported_by_name_and_never_printed_as_a_box():
    assert missing_glyphs({"a": ["张𠮷", "☑ 是\n☐ 否"], "b": {"c": "𠮷😀"}, "n": 3, "x": None}) == ["𠮷", "😀"]
    with pytest.raises(ValidationError) as refused:
        require_glyphs({"name": "张𠮷"})
    assert refused.value.messages == [
        "文书字体中没有 “𠮷”（U+20BB7），无法打印。请核对是否录错；确为姓名用字的，请管理员补装字体。"
    ]


def test_without_fonts_the_office_is_told_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    with pytest.raises(ImproperlyConfigured, match="请先运行 fengqiao assets"):
        typesetting.fonts.__wrapped__()


def test_a_picture_fills_a_page_of_its_own():
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )
    reader = PdfReader(io.BytesIO(picture_page(png, "image/png", at=AT)))
    assert (len(reader.pages), [round(side) for side in reader.pages[0].mediabox[2:]]) == (1, [595, 842])


def test_a_context_is_frozen_in_plain_words():
    @dataclass(frozen=True)
    class Term:
        what: str
        due_on: date
        amount: Decimal

    value = {
        "terms": (Term("补偿", date(2025, 4, 2), Decimal("2000")),),
        "at": AT,
        "label": gettext_lazy("协议"),
        1: None,
    }

    frozen = canonical(plain(value))

    assert json.loads(frozen) == {
        "terms": [{"what": "补偿", "due_on": "2025年4月2日", "amount": "2000.00"}],
        "at": "2026年11月9日",
        "label": "协议",
        "1": None,
    }
    assert frozen.startswith('{"1":null,"at":"2026年11月9日"')
    assert digest_of("{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    with pytest.raises(TypeError, match="文书内容只能是普通值，不能是 object。"):
        plain({"x": object()})


def test_a_template_lies_in_the_paperwork_of_its_line():
    def nothing(case: object) -> object:
        return {}

    own = Paper(key="mediation.agreement", label="人民调解协议书", template="agreement.typ", context=nothing)
    named = Paper(key="kernel.specimen", label="样张", template="kernel/paperwork/specimen.typ", context=nothing)
    assert own.source == "business/mediation/paperwork/agreement.typ"
    assert named.source == "kernel/paperwork/specimen.typ"
    assert own.numbering(None) == {}

"""From a frozen context to a page: Typst with the two fonts of the house, and nothing of the machine's (排版)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import segno
import typst
from django.core.exceptions import ImproperlyConfigured, ValidationError
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types

ROOT = Path(__file__).resolve().parents[2]  # templates are named below the package: business/…, kernel/…
FONTS = Path(__file__).parent / "fonts"
Template = Any  # a path or the text itself: typst takes either, but not the union of both
DRAWN = frozenset("☐☑\n")  # set by paper.typ itself, no glyph needed


@cache
def fonts() -> typst.Fonts:
    """The fonts of papers; read once for a process."""
    if not any(FONTS.glob("*.ttf")):
        raise ImproperlyConfigured("缺少文书字体，请先运行 fengqiao assets 安装。")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def printable() -> frozenset[int]:
    """Every code point a paper can print."""
    known: set[int] = set()
    for path in FONTS.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)


def texts(value: object) -> Iterator[str]:
    """Every text in a context."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from texts(each)


def missing_glyphs(context: object) -> list[str]:
    """The characters of a context that no font of the house has, in the order they appear."""
    known = printable()
    return list(
        dict.fromkeys(
            character
            for text in texts(context)
            for character in text
            if ord(character) not in known and character not in DRAWN
        )
    )


def require_glyphs(context: object) -> None:
    """Refuse a paper that would print a box instead of a name (生僻字)."""
    if missing := missing_glyphs(context):
        named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in missing)
        raise ValidationError(f"文书字体中没有 {named}，无法打印。请核对是否录错；确为姓名用字的，请管理员补装字体。")


def qr(content: str) -> str:
    """A QR code as SVG."""
    drawn = io.BytesIO()
    code = segno.make_qr(content, error="m")
    code.save(drawn, kind="svg", border=0, dark="#17212e", xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode()


def typeset(template: str, context: str, imprint: Mapping[str, object], *, at: datetime) -> bytes:
    """A template below the package root, filled and set as PDF/A; the same input gives the same bytes."""
    return _compile(ROOT / template, {"context": context, "imprint": json.dumps(imprint)}, at)


def picture_page(content: bytes, media_type: str, *, at: datetime) -> bytes:
    """A photographed or scanned document on an A4 page of its own, turned as the camera noted it."""
    name = "picture.png" if media_type == "image/png" else "picture.jpg"
    page = (
        '#set page(paper: "a4", margin: (x: 15mm, y: 20mm))\n'
        f'#align(center + horizon, image("/{name}", width: 100%, height: 100%, fit: "contain"))'
    )
    with TemporaryDirectory() as folder:  # readable by this process only, gone at once
        (Path(folder) / name).write_bytes(content)
        return _compile(page.encode(), {}, at, root=Path(folder))


def _compile(template: Template, inputs: dict[str, str], at: datetime, *, root: Path = ROOT) -> bytes:
    compiler = typst.Compiler(root=root, font_paths=fonts(), ignore_system_fonts=True)
    pdf = compiler.compile(
        input=template, format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"], timestamp=int(at.timestamp())
    )
    return cast(bytes, pdf)  # a list only when pages are drawn as pictures

"""How a place name is typed on a Latin keyboard: pinyin without tones, and the first letters (拼音、首字母)."""

from __future__ import annotations

import re
from functools import cache

import pypinyin

# Readings in names of places where a dictionary of common words has another one.
SINGLE = {"长": "cháng", "朝": "cháo", "都": "dū", "佛": "fó", "厦": "xià"}
PHRASES = {
    "朝阳": "cháo yáng",
    "长子县": "zhǎng zǐ xiàn",
    "单县": "shàn xiàn",
    "台州": "tāi zhōu",
    "六合": "lù hé",
    "乐陵": "lào líng",
    "洪洞": "hóng tóng",
    "大城县": "dài chéng xiàn",
    "东阿": "dōng ē",
}


@cache
def _teach() -> None:
    """Give the dictionary the readings of places, once a process."""
    pypinyin.load_single_dict({ord(character): reading for character, reading in SINGLE.items()})
    pypinyin.load_phrases_dict({name: [[one] for one in reading.split()] for name, reading in PHRASES.items()})


def syllables(name: str) -> list[str]:
    """The syllables of a name in small letters; a run of digits or letters is one of them, signs are left out."""
    _teach()
    spelled = (re.sub(r"[^a-z0-9]", "", one.lower()) for one in pypinyin.lazy_pinyin(name))
    return [one for one in spelled if one]


def spelled(parts: list[str]) -> tuple[str, str]:
    """Pinyin in one word and the first letters: ["liu", "he"] is ("liuhe", "lh")."""
    return "".join(parts), "".join(one[0] for one in parts)

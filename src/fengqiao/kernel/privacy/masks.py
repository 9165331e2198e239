"""What of a personal value may be shown to whoever has no need to read it whole (脱敏)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

HIDDEN = "***"

# 复姓: both characters stay
_PAIRS = (
    "欧阳上官司马诸葛东方皇甫尉迟公孙慕容令狐夏侯司徒"
    "司空长孙宇文轩辕澹台公冶宗政濮阳淳于单于太叔申屠"
    "仲孙钟离闻人赫连万俟独孤南宫西门东郭百里呼延端木"
    "拓跋第五闾丘鲜于左丘东门南门羊舌微生梁丘"
)
DOUBLE_SURNAMES = frozenset(_PAIRS[place : place + 2] for place in range(0, len(_PAIRS), 2))
_HOUSE = re.compile(
    r"[0-9０-９A-Za-z一二三四五六七八九十百千零〇甲乙丙丁#＃]+(?:[-－—之附][0-9０-９一二三四五六七八九十]+)*"
    r"(?=号|栋|幢|座|单元|室|层|楼|户)"
    r"|[0-9０-９]+(?:[-－—][0-9０-９]+)+"
)

_TITLE = re.compile(r"([^\s与]+)与([^\s与]+) (\S+)")


def mask_phone(value: str) -> str:
    """手机号: 199****0002; a fixed line keeps area and last four."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 8 else "*" * len(value)


def mask_id_number(value: str) -> str:
    """证件号码: the first six and the last four; a short one (passport) only the first two and the last two."""
    kept_before, kept_after = (6, 4) if len(value) >= 15 else (2, 2)
    hidden = len(value) - kept_before - kept_after
    return value[:kept_before] + "*" * hidden + value[-kept_after:] if hidden > 0 else "*" * len(value)


def mask_name(value: str) -> str:
    """姓名: 张*, 张*某; a double surname keeps both characters: 欧阳*, 欧阳*某."""
    kept = 2 if len(value) > 2 and value[:2] in DOUBLE_SURNAMES else 1
    rest = value[kept:]
    if len(rest) <= 1:
        return value[:kept] + "*" * len(rest)
    return value[:kept] + "*" * (len(rest) - 1) + rest[-1]


def masked_title(value: str) -> str:
    """案件名称: 李某某与张某某 邻里纠纷 keeps its type; what has not this form may hold anything and is hidden."""
    found = _TITLE.fullmatch(value)
    if found is None:
        return HIDDEN
    first, second, kind = found.groups()
    return f"{_masked_side(first)}与{_masked_side(second)} {kind}"


def _masked_side(value: str) -> str:
    name, several, count = value.partition("等")
    return value if value.startswith("对方") else f"{mask_name(name)}{several}{count}"


def mask_address(value: str) -> str:
    """住址: house, building and room numbers as ***; village and group stay."""
    return _HOUSE.sub(HIDDEN, value)


def mask_text(value: str) -> str:
    """Narrative and everything else: nothing of it."""
    return HIDDEN if value else ""


MASKS: Mapping[str, Callable[[str], str]] = {
    "id_number": mask_id_number,
    "phone": mask_phone,
    "name": mask_name,
    "address": mask_address,
    "text": mask_text,
}

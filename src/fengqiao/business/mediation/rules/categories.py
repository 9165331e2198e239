"""How the classes of other agencies read as ours (来源分类对照): 案由, 警情类别, 工单类别 to the dispute's type (6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

COURT, POLICE = "31", "33"

# channel, class as the agency writes it, type, subtype: the defaults of the rule row mediation.category_map
CATEGORIES: tuple[tuple[str, str, str, str], ...] = (
    (COURT, "民间借贷", "04", "0401"),
    (COURT, "买卖合同", "04", "0402"),
    (COURT, "离婚", "01", "0101"),
    (COURT, "继承", "01", "0105"),
    (COURT, "相邻", "02", ""),
    (COURT, "宅基地使用权", "03", "0301"),
    (COURT, "土地承包经营权", "07", "0701"),
    (COURT, "生命权", "06", "0601"),
    (COURT, "身体权", "06", "0601"),
    (COURT, "健康权", "06", "0601"),
    (COURT, "机动车交通事故责任", "16", ""),
    (COURT, "物业服务合同", "17", ""),
    (COURT, "医疗损害责任", "15", ""),
    (COURT, "追索劳动报酬", "11", ""),
    (COURT, "网络购物合同", "13", ""),
    (COURT, "旅游合同", "12", ""),
    (POLICE, "家庭", "01", ""),
    (POLICE, "邻里", "02", ""),
    (POLICE, "经济", "04", ""),
    (POLICE, "劳资", "11", ""),
    (POLICE, "消费", "14", ""),
    (POLICE, "殴打", "06", "0601"),
    (POLICE, "损坏财物", "06", "0602"),
)
OTHER_LABOR, MIGRANT_WAGES, MIGRANT = "11", "10", "农民工"


def rows_of(categories: Iterable[tuple[str, str, str, str]] = CATEGORIES) -> list[dict[str, str]]:
    """The map as its rule row keeps it."""
    return [{"channel": c, "category": k, "type": t, "subtype": s} for c, k, t, s in categories]


def type_of(rows: Iterable[Mapping[str, str]], *, channel: str, category: str, narrative: str) -> tuple[str, str]:
    """Type and subtype a class stands for: the longest entry that it contains; nothing where the map says nothing.

    Wages of migrant workers are a type of their own: 农民工 in class or narrative tells them apart.
    """
    fitting = [row for row in rows if row["channel"] == channel and row["category"] in category]
    if not category or not fitting:
        return "", ""
    found = max(fitting, key=lambda row: len(row["category"]))
    if found["type"] == OTHER_LABOR and MIGRANT in category + narrative:
        return MIGRANT_WAGES, ""
    return found["type"], found["subtype"]

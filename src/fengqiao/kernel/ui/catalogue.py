"""The catalogue of components (部件目录): each with its demonstration, attributes, slots and code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.forms import CharField, ChoiceField, DateField, DateInput, Form, RadioSelect, Select, Textarea

from fengqiao.kernel.places.scope import SHANGHAI
from fengqiao.kernel.ui.words import Chip, Difference, Due, Happening, kept, paused

FOLDER = Path(__file__).parent / "templates/ui/catalogue"


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the interface: its tag, what it is for, what it takes, and a demonstration that is also its code."""

    tag: str
    label: str
    use: str
    takes: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"ui/catalogue/{self.tag}.html"

    @property
    def code(self) -> str:
        return (FOLDER / f"{self.tag}.html").read_text(encoding="utf-8").strip()


class Sample(Form):
    """The form the field components are shown with."""

    name = CharField(label="姓名", help_text="与身份证一致")
    phone = CharField(label="联系电话", required=False)
    id_number = CharField(label="身份证号", min_length=18, error_messages={"min_length": "少 1 位，应为 18 位"})
    type = ChoiceField(label="纠纷类型", choices=[("02", "02 邻里纠纷"), ("03", "03 房屋宅基地纠纷")], widget=Select)
    occurred_on = DateField(label="发生时间", widget=DateInput(attrs={"type": "date"}))
    will = ChoiceField(
        label="调解意愿",
        choices=[("yes", "同意"), ("no", "拒绝"), ("open", "未表态"), ("lost", "联系不上")],
        widget=RadioSelect,
    )
    facts = CharField(
        label="主要事实", widget=Textarea(attrs={"rows": 3}), help_text="写清什么时候、谁、做了什么、争什么"
    )


@dataclass(frozen=True, slots=True)
class SampleTab:
    """A tab of the demonstration."""

    label: str
    url: str = "#"
    current: bool = False
    count: int | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class SampleAction:
    """A step of the demonstration."""

    label: str
    why: str = ""
    asks: bool = True
    url: str = "#"
    version: int = 1
    nonce: str = "sample"

    @property
    def leads(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A page of the demonstration list."""

    rows: tuple[int, ...] = (1, 2)
    first: int = 11
    last: int = 20
    counted: str = "1000+"
    previous_url: str = "?"
    next_url: str = "?"


def sample() -> dict[str, object]:
    """What the demonstrations show; invented people only."""
    form = Sample(
        {
            "name": "李某某",
            "id_number": "99010119750312001",
            "type": "02",
            "occurred_on": "2026-10-30",
            "will": "yes",
            "facts": "张某某在院外砌围墙，占用两家共用通道约0.8米。",
        }
    )
    return {
        "form": form,
        "chips": [
            Chip("已登记", "line", "circle-dotted"),
            Chip("已分流", "blue", "arrows-split"),
            Chip("调解中", "blue", "progress"),
            Chip("已化解", "green", "circle-check"),
            Chip("未化解", "amber", "circle-minus"),
            Chip("已办结", "", "checks"),
            Chip("无效", "void", "ban"),
        ],
        "agreed": Chip("同意", "green", "check"),
        "limits": [
            Due("逾期 2 天", "late", "alert-circle"),
            Due("今天到期", "soon", "clock-hour-4"),
            Due("剩 3 天", "soon", "clock-hour-4"),
            Due("剩 17 天", note="12-10"),
            paused("鉴定"),
            kept(),
        ],
        "happenings": [
            Happening("签订协议书 → 司法确认（可选）→ 回访", state="next"),
            Happening(
                "第二次调解：达成一致",
                datetime(2026, 11, 22, 16, 10, tzinfo=SHANGHAI),
                "马某某主持，现场，用时 1 小时 20 分",
                "now",
            ),
            Happening("受理，期限 30 天", datetime(2026, 11, 10, 10, 45, tzinfo=SHANGHAI)),
        ],
        "differences": [
            Difference("联系电话", "19900000031", "19900000013"),
            Difference("涉及金额（元）", "5,000.00", "3,200.00"),
        ],
        "tabs": [SampleTab("情况", current=True), SampleTab("当事人", count=2), SampleTab("逾期", count=2, late=True)],
        "names": ["模板", "上传", "核对", "导入", "结果"],
        "place": SamplePage(),
        "actions": [
            SampleAction("生成协议书"),
            SampleAction("记录调解", asks=False),
            SampleAction("司法确认", "协议生效后 30 日内可申请"),
        ],
        "links": [("矛盾纠纷", "#"), ("全部在办", "#")],
    }


COMPONENTS = (
    Component(
        "state-chip",
        "状态",
        "形状、词、底色三者同在",
        {"word": "Chip，或状态的词", "tone": "line blue green amber red void，空为灰", "icon": "图标名"},
    ),
    Component("risk", "风险", "几格竖条加一个字，只给工作人员看", {"level": "1 蓝 2 黄 3 橙 4 红"}),
    Component(
        "deadline",
        "期限",
        "先说还剩几天，再说日期和依据",
        {"at": "Due、日期或时刻", "note": "为哪件事", "date": "届满日", "basis": "条文依据，点开可看"},
    ),
    Component("demo-badge", "演示", "演示数据旁必须带"),
    Component(
        "alert",
        "提示",
        "要读的话写在页面里，不用一闪而过的弹窗",
        {"tone": "red amber green，空为蓝", "icon": "图标名", "title": "标题", "role": "alert 或 status"},
        slots={"slot": "正文"},
    ),
    Component(
        "card",
        "卡片",
        "一块内容；卡片里不再套卡片",
        {"title": "标题", "note": "右侧小字", "flush": "内容贴边，放表格时用"},
        slots={"slot": "内容", "actions": "右上的操作"},
    ),
    Component("crumbs", "位置", "从哪里来", {":links": "(名称, 地址) 列表", "here": "当前页"}),
    Component(
        "tabs",
        "页签",
        "同一件事的几个方面",
        {":items": "label url current count late", "plain": "不画底线"},
        slots={"extra": "右端的操作"},
    ),
    Component("steps", "步骤", "分步办理走到哪一步", {":names": "各步名称", ":now": "第几步"}),
    Component("timeline", "时间线", "办过什么、接着办什么", {":items": "Happening 列表，新的在上"}),
    Component(
        "party-card",
        "当事人",
        "一行一人；电话和证号已按岗位隐去",
        {
            "role": "申请人等",
            "name": "姓名",
            "about": "性别年龄",
            "phone": "电话",
            "number": "证号",
            "will": "意愿 Chip",
        },
    ),
    Component(
        "figure-tile",
        "数字块",
        "点数字看它数的是哪些件",
        {
            "label": "名称",
            "value": "数",
            "unit": "单位",
            "note": "第二行",
            "url": "清单地址",
            "tone": "late 为红",
            "demo": "演示数据",
        },
    ),
    Component(
        "empty-state",
        "空状态",
        "说明这里会出现什么，并给出第一步",
        {"title": "标题", "text": "说明", "icon": "图标名", "action": "按钮", "url": "地址", "quiet": "不用蓝色按钮"},
    ),
    Component(
        "field",
        "填写项",
        "标签、控件、说明、错误",
        {
            ":field": "表单的一项",
            "label": "换个标签",
            "opt": "标签旁小字",
            "hint": "框下提示",
            "wide": "占整行",
            "fills": "由身份证号带出：性别和出生日期两项的 id",
        },
    ),
    Component("error-summary", "错误汇总", "放在表单最上面，点一条跳到那一项", {":form": "已提交的表单"}),
    Component(
        "region-picker",
        "选地点",
        "名称、拼音首字母或代码",
        {
            "name": "字段名",
            "id": "编号",
            "value": "已选代码",
            "text": "已选名称",
            "within": "起-止代码",
            "level": "级别",
        },
    ),
    Component(
        "file-upload",
        "上传",
        "点选或拖入",
        {"name": "字段名", "label": "文字", "accept": "类型", "multiple": "可多个", "limit": "大小限制", "bad": "错误"},
    ),
    Component(
        "confirm",
        "确认",
        "展开后再点一次；不用弹窗",
        {
            "label": "按钮",
            "text": "后果",
            "url": "提交地址",
            "reason": "需写理由时的标签",
            "danger": "危险操作",
            "version": "版本",
            "key": "防重号",
        },
        slots={"slot": "其他要填的"},
    ),
    Component(
        "reveal",
        "查看隐去内容",
        "写明理由才显示，并记入查阅记录",
        {"mask": "隐去后的值", "url": "提交地址", "label": "文字", "what": "查看什么"},
    ),
    Component(
        "conflict",
        "两处不同",
        "两人同时改了一件：并排列出，由人决定",
        {":rows": "Difference 列表", "mine": "左列名", "theirs": "右列名"},
        slots={"slot": "说明与操作"},
    ),
    Component(
        "progress",
        "进度",
        "可离开本页，完成后通知",
        {"label": "名称", ":done": "已完成", ":total": "总数", "note": "说明", "poll": "每 2 秒取新进度的地址"},
    ),
    Component("pager", "翻页", "一页一页向前向后", {":page": "列表的一页", "unit": "单位"}),
    Component("filter-bar", "筛选", "随列表声明自动出现", {":reading": "列表的一次读取"}),
    Component("bulk-bar", "批量操作", "选中行后出现在列表底部", {":actions": "label url icon", "counted": "总数"}),
    Component(
        "actions",
        "办理",
        "现在能办的步骤；第一个是唯一的蓝色按钮",
        {":actions": "steps.actions_of(case)"},
    ),
    Component("reasons", "还不能办", "暂不能办的步骤，一行说明原因", {":actions": "steps.actions_of(case)"}),
    Component("stepper", "前后翻", "在案件页里沿着来时的列表走", {":steps": "LISTING.steps(request, case)"}),
)

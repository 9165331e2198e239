"""F2: a dispute's whole life in a browser, from the first word at the desk to the figure of the county."""

from __future__ import annotations

import io
import re
from datetime import timedelta

from playwright.sync_api import expect
from pypdf import PdfWriter

from fengqiao.kernel.places.scope import today
from tests.e2e.conftest import SignIn
from tests.e2e.desk import Desk

FACTS = "张某某在自家院外砌围墙一道，占用两家共用通道约0.8米，李某某农用三轮车不能通行，双方为误工损失发生争议。"
PARTIES = (
    ("申请人", "李某某", "990101198109270029", "19900000002", "同意"),
    ("被申请人", "张某某", "990101197503120016", "19900000017", "同意"),
)


def test_from_registration_to_the_figure_of_the_county(sign_in: SignIn):
    clerk, county = sign_in("clerk", start="/mediation/disputes/"), sign_in("county", start="/figures/")
    before = counted(county)

    register(clerk)
    complete_party(clerk, "李某某", "务农", "柳河村3组12号")
    complete_party(clerk, "张某某", "个体经营", "柳河村3组13号")
    start(clerk)
    mediate(clerk)
    number = agree(clerk)
    perform(clerk)
    archive(clerk)

    county.page.wait_for_timeout(1500)  # the feed follows the journal
    assert counted(county) == before + 1
    county.press("调解案件总数")
    row = county.main.get_by_role("link", name="李某某与张某某").first
    county.picture("figure")
    row.click()
    county.sees(number)


def register(clerk: Desk) -> None:
    """登记纠纷 by keyboard alone."""
    page = clerk.page
    clerk.picture("dispute-list-empty")
    clerk.press("登记纠纷")
    clerk.picture("dispute-new", narrow=True)
    for side, name, number, phone, willing in PARTIES:
        for label, typed in (("姓名", name), ("身份证号", number), ("联系电话", phone)):
            clerk.tab_to(label, within=side)
            page.keyboard.type(typed)
        clerk.tab_to("调解意愿", within=side)
        clerk.arrow_to(willing)
    clerk.tab_to("发生地")
    page.keyboard.type("lhc")
    expect(page.locator(".fq-option").first).to_contain_text("柳河村")
    clerk.picture("dispute-new-place")
    page.keyboard.press("Enter")
    clerk.tab_to("纠纷类型")
    clerk.arrow_to("邻里纠纷")
    clerk.tab_to("二级类型")
    clerk.arrow_to("界址围墙")
    clerk.tab_to("主要事实")
    page.keyboard.type(FACTS)
    clerk.tab_to("涉及金额")
    page.keyboard.type("3000")
    clerk.picture("dispute-new-filled")
    page.locator(".fq-foot-bar .btn-primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/mediation/disputes/*-*/")

    clerk.sees("李某某与张某某 邻里纠纷", "已登记", "199****0002", "990101********0029")
    assert "19900000002" not in page.content()
    clerk.picture("dispute", narrow=True)


def complete_party(clerk: Desk, name: str, occupation: str, address: str) -> None:
    """补充当事人: what the form needs at acceptance."""
    clerk.press("当事人")
    clerk.main.locator(".fq-card", has=clerk.page.get_by_role("heading", name=name)).get_by_role(
        "link", name="修改"
    ).click()
    clerk.fill("职业或职务", occupation)
    clerk.fill("单位或住址", address)
    clerk.picture("party")
    clerk.submit()
    clerk.sees(f"{name}")


def start(clerk: Desk) -> None:
    """申请调解 → 受理 → 告知权利义务."""
    clerk.press("申请调解")
    clerk.picture("apply")
    clerk.submit()
    expect(clerk.page.locator("h1")).to_have_text("受理")
    clerk.picture("accept")
    clerk.submit()
    clerk.sees("已受理")
    clerk.press("告知权利义务")
    clerk.picture("rights")
    clerk.submit()
    clerk.picture("case-accepted")


def mediate(clerk: Desk) -> None:
    """记录调解."""
    clerk.press("记录调解")
    clerk.fill("地点", "柳河村调解室")
    clerk.fill("调解记录", "双方陈述了争议经过，调解员释明相邻关系的规定，双方同意互让。")
    clerk.tick("调解成功")
    clerk.fill("记录人", "陈某某")
    clerk.picture("meeting", narrow=True)
    clerk.submit()
    clerk.sees("调解中")
    clerk.picture("case-mediating", narrow=True)


def agree(clerk: Desk) -> str:
    """生成协议书 with a sum in three instalments, signed, sealed, in force; returns the file number."""
    days = [today() + timedelta(days=count) for count in (0, 30, 60)]
    clerk.press("生成协议书")
    clerk.picture("agreement-new-empty")
    clerk.choose("事项", "支付")
    clerk.choose("义务人", "张某某")
    clerk.choose("权利人", "李某某")
    clerk.fill("内容", "误工损失")
    clerk.fill("金额（元）", "3000")
    clerk.unfold("分期支付")
    clerk.fill("分期日期", "、".join(day.isoformat() for day in days))
    clerk.picture("agreement-new", narrow=True)
    clerk.submit()
    clerk.picture("case-agreement")

    clerk.press("登记签名")
    clerk.fill("记录人", "陈某某")
    clerk.picture("sign", narrow=True)
    clerk.submit()
    clerk.press("确认盖章")
    clerk.picture("seal")
    clerk.submit()
    clerk.press("登记达成书面协议")
    clerk.sees("履行中", "生效日期", today().isoformat())
    clerk.picture("case-performing")

    clerk.press("文书")
    clerk.picture("papers", narrow=True)
    text = clerk.paper("人民调解协议书")
    sealed = f"{today().year}年{today().month}月{today().day}日"
    for words in (
        "李某某",
        "张某某",
        "人民币壹仟元整（¥1,000.00）",
        "误工损失",
        "第一期",
        "第三期",
        "分三期支付",
        sealed,
    ):
        assert words in text, words
    number = re.search(r"编号：(柳河人调协字〔\d{4}〕\d+号)", text)
    assert number is not None, text
    file_number = clerk.main.locator(".fq-case-line").inner_text()
    found = re.search(r"（\d{4}）柳河人调字第\d+号", file_number)
    assert found is not None, file_number
    return found[0]


def perform(clerk: Desk) -> None:
    """登记履行 with the receipt as proof."""
    clerk.press("登记履行")
    clerk.fill("实付金额", "1000")
    clerk.page.get_by_label("履行凭证").set_input_files(
        {"name": "收条.pdf", "mimeType": "application/pdf", "buffer": receipt()}
    )
    clerk.picture("performance")
    clerk.submit()
    clerk.press("附件")
    clerk.sees("履行凭证")
    clerk.picture("files")


def receipt() -> bytes:
    """A scanned receipt of one page."""
    scanned, written = PdfWriter(), io.BytesIO()
    scanned.add_blank_page(595, 842)
    scanned.write(written)
    return written.getvalue()


def archive(clerk: Desk) -> None:
    """登记回访 → 归档 → 卷宗."""
    clerk.press("更多办理")  # not due yet, so it does not lead
    clerk.press("登记回访")
    clerk.choose("履行情况", "履行中(未到期)")
    clerk.tick("满意")
    clerk.fill("回访情况", "首期已付清，通道恢复通行，双方无新的争议。")
    clerk.fill("回访人", "陈某某")
    clerk.picture("follow-up")
    clerk.submit()
    clerk.press("归档")
    clerk.fill("立卷人", "陈某某")
    clerk.fill("检查人", "孔某某")
    clerk.picture("archive")
    clerk.submit()
    clerk.sees("已归档")
    clerk.press("文书")
    clerk.picture("papers-archived")
    bound = clerk.pdf(str(clerk.main.get_by_role("link", name="打开卷宗").get_attribute("href")))
    for words in ("卷内目录", "人民调解受理登记表", "人民调解协议书", "人民调解回访记录"):
        assert words in bound, words


def counted(county: Desk) -> int:
    """调解案件总数 of the county this month."""
    county.go("/figures/")
    row = county.main.get_by_role("row", name="调解案件总数").first
    return int(row.get_by_role("link").nth(1).inner_text().replace(",", ""))

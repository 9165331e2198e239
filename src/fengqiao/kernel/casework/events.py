"""What the kernel itself records of a matter, with its sentence."""

from __future__ import annotations

from fengqiao.kernel.journal.events import Kind

KINDS = (
    Kind(key="casework.revise", sentence="修改：{fields}"),
    Kind(key="casework.correct", sentence="更正：{fields}，理由：{reason}"),
    Kind(key="casework.assign", sentence="指派承办人：{name}"),
    Kind(key="casework.move", sentence="转办至{to}：{reason}", public=True),
    Kind(key="casework.lend", sentence="请{to}协办：{reason}", public=True),
    Kind(key="casework.open", sentence="委托{to}：{reason}", public=True),
    Kind(key="casework.refer", sentence="发出流转：{mode}至{to}"),
    Kind(key="casework.turn_back", sentence="{from}退回：{reason}"),
    Kind(key="casework.answer", sentence="{from}反馈：{said}"),
    Kind(key="casework.receive", sentence="{sender}报送，{to}接收", public=True),
    Kind(key="casework.void_number", sentence="编号作废：{number}，{reason}"),
    Kind(key="casework.extend", sentence="{duty}延期至{until}：{reason}"),
    Kind(key="casework.recompute", sentence="节假日安排更新，{duty}届满日重新计算为{until}"),
    Kind(key="casework.attach", sentence="上传附件：{name}"),
    Kind(key="casework.void_attachment", sentence="附件作废：{name}，{reason}"),
    Kind(key="casework.restrict", sentence="设为限制查阅：{reason}"),
    Kind(key="casework.lift", sentence="解除限制查阅：{reason}"),
    Kind(key="casework.grant", sentence="授权查阅：{reason}"),
    Kind(key="casework.issue", sentence="生成文书：{paper}{number}", public=True),
    Kind(key="casework.merge", sentence="{source}并入{target}：{reason}", public=True),
    Kind(key="casework.loaded", sentence="历史数据导入"),
)

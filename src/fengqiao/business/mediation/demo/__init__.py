"""Demonstration of mediation (演示数据): invented people, old ledgers by the loader, the last weeks by the real steps.

`bodies` seats everybody, `history` copies closed cases of past years, `recent` lets matters live what the `stories`
and `rounds` tell, and `bulk` fills a benchmark database at size.
"""

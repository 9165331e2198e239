"""Regions, codes and working days: where things are and who looks (行政区划、工作日历、数据范围)."""

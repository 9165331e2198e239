"""Fengqiao (枫桥): the open platform of China's township judicial offices."""

__version__ = "0.1.0"

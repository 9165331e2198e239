"""The one form of the public face that belongs to no line of work."""

from __future__ import annotations

from django import forms


class CodeForm(forms.Form):
    """查进度."""

    number = forms.CharField(
        label="受理号", max_length=60, help_text="印在回执上", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    code = forms.CharField(
        label="查询码",
        max_length=20,
        help_text="8位数字",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

"""Forms of the administration pages; choices are asked for inside the scope."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from fengqiao.kernel.identity.models import Organization, Role, User
from fengqiao.kernel.identity.permissions import given
from fengqiao.kernel.identity.staffing import OPEN_FOR
from fengqiao.kernel.privacy.identifiers import MOBILE

CODE = re.compile(r"\d{15}$")


class OrganizationField(forms.CharField):
    """An organization of the own ranges by its name or scope code; what is typed is completed from the directory."""

    def __init__(self) -> None:
        search = {
            "list": "organizations",
            "autocomplete": "off",
            "hx-get": reverse_lazy("people:organization-find"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#organizations",
            "hx-sync": "this:replace",
        }
        super().__init__(label="机构", widget=forms.TextInput(attrs=search), help_text="输入名称或代码，从提示中选择。")

    def clean(self, value: Any) -> Organization:  # what was posted
        """The one organization that is meant."""
        typed = super().clean(value).strip()
        code = CODE.search(typed)
        meant = {"scope_code": int(code.group())} if code else {"name": typed}
        found = list(Organization.objects.own().filter(**meant)[:2])
        if len(found) != 1:
            raise ValidationError("您的管理范围内没有这个机构，请从提示中选择。")
        return found[0]


class PostForm(forms.Form):
    """新增岗位."""

    organization = OrganizationField()
    role = forms.ModelChoiceField(Role.objects.order_by("label"), label="角色", empty_label="请选择")
    until = forms.DateField(
        label="截止日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="临时岗位和审计岗位填写，从这一天起失效。",
    )


class PersonForm(PostForm):
    """新增人员."""

    name = forms.CharField(label="姓名", max_length=40)
    sex = forms.ChoiceField(label="性别", choices=User.Sex.choices, initial=User.Sex.UNKNOWN)
    username = forms.CharField(
        label="账号",
        max_length=40,
        help_text="3 至 40 位小写字母、数字、点、横线或下划线，以字母开头。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    phone = forms.CharField(label="联系电话", required=False, max_length=20)
    field_order = ("name", "sex", "username", "phone", "organization", "role", "until")

    def clean_phone(self) -> str:
        """A mobile number of the mainland, or nothing."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not MOBILE.fullmatch(phone):
            raise ValidationError("应为 11 位手机号码。")
        return phone


class RoleForm(forms.Form):
    """修改角色权限."""

    permissions = forms.MultipleChoiceField(
        label="权限", required=False, widget=forms.CheckboxSelectMultiple, choices=lambda: sorted(given())
    )
    masked = forms.BooleanField(label="只看脱敏数据", required=False)
    gives_reason = forms.BooleanField(label="打开文书、附件和卷宗前须写明理由", required=False)
    needs_code = forms.BooleanField(label="登录须动态验证码", required=False)

    @staticmethod
    def values_of(role: Role) -> dict[str, Any]:
        """The role as it is now."""
        return {name: getattr(role, name) for name in ("permissions", "masked", "gives_reason", "needs_code")}


class TokenForm(forms.Form):
    """签发接口令牌."""

    label = forms.CharField(label="用途", max_length=60)
    days = forms.IntegerField(label="有效天数", min_value=1, max_value=366, initial=90)


class RangeForm(forms.Form):
    """进入协查模式."""

    organization = OrganizationField()
    minutes = forms.TypedChoiceField(
        label="时长", coerce=int, choices=[(minutes, f"{minutes} 分钟") for minutes in OPEN_FOR]
    )
    reason = forms.CharField(label="事由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

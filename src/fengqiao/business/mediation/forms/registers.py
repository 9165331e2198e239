"""Forms of the registers (调委会、调解员、调解室、矛调中心), in the order of the register's columns."""

from __future__ import annotations

from typing import Any

from django import forms

from fengqiao.business.mediation.forms.dispute import PlaceField
from fengqiao.business.mediation.forms.fields import IdNumberField, PhoneField, day, line, one, text
from fengqiao.business.mediation.models import Appointment, MediationCenter, MediationCommittee, MediationRoom, Mediator
from fengqiao.business.mediation.queries import registers as queries
from fengqiao.business.mediation.rules import registers as rules
from fengqiao.business.mediation.terms import (
    AppointmentKind,
    CommitteeType,
    DisciplineGround,
    DisciplineMeasure,
    Education,
    EndReason,
    Funding,
    MediatorGrade,
    MediatorKind,
    Origin,
    Political,
    Position,
    RoomType,
    Specialty,
    TrainingKind,
)
from fengqiao.kernel.casework.models import Party
from fengqiao.kernel.identity.models import Organization
from fengqiao.kernel.places.scope import acting, today
from fengqiao.kernel.privacy.fields import Secret
from fengqiao.kernel.privacy.identifiers import birth_of, sex_of

BY_RULE = (EndReason.REELECTED, EndReason.DISSOLVED)  # written by election and dissolution
BY_HAND = tuple((each.value, each.label) for each in EndReason if each not in BY_RULE)


def past(form: forms.Form, *names: str) -> None:
    """Days that have come: what is registered has happened."""
    for name in names:
        if (value := form.cleaned_data.get(name)) and value > today():
            form.add_error(name, f"{form.fields[name].label}晚于今天，请核对。")


class RegisterRowForm(forms.Form):
    """A form about one row of a register; what the row says stands in it already."""

    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    not_future: tuple[str, ...] = ()

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:  # a register's row
        self.row = row
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        past(self, *self.not_future)
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)


class WrittenForm(RegisterRowForm):
    """A form that changes a row: its present values are filled in, sealed ones are only shown masked."""

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:  # a register's row
        super().__init__(*args, row=row, **kwargs)
        for name, field in self.fields.items():
            value = getattr(row, name)
            if isinstance(value, Secret):
                field.help_text = f"已登记 {value}，不改可不填" if value else ""
            else:
                field.initial = value


class CommitteeForm(RegisterRowForm):
    """设立调委会."""

    place = PlaceField("所在地", level=None)
    name = line("名称", help_text="所在地或单位名称（专业领域）＋人民调解委员会，印章名称与此相同")
    short_name = line("简称", 20, help_text="用在卷号里，例如：柳河")
    committee_type = one("类型", CommitteeType)
    specialty = one("专业领域", Specialty, required=False)
    establishing_unit = line("设立单位")
    multi_ethnic = forms.BooleanField(label="多民族居住地区", required=False)
    address = line("地址", 200)
    phone = PhoneField("电话", required=True)
    latitude = forms.DecimalField(label="纬度", required=False, min_value=-90, max_value=90, decimal_places=6)
    longitude = forms.DecimalField(label="经度", required=False, min_value=-180, max_value=180, decimal_places=6)
    established_on = day("设立日期", initial=today)
    term_start = day("任期开始", initial=today)
    term_end = day("任期届满", help_text="不超过三年")
    council_term_end = day("村（居）委会任期届满", required=False)

    groups = (
        (
            "名称和类型",
            ("place", "name", "short_name", "committee_type", "specialty", "establishing_unit", "multi_ethnic"),
        ),
        ("地址和电话", ("address", "phone", "latitude", "longitude")),
        ("任期", ("established_on", "term_start", "term_end", "council_term_end")),
    )
    not_future = ("established_on",)

    def clean_place(self) -> int:
        place = int(self.cleaned_data["place"])
        if not acting().covers(place * 1000):
            raise forms.ValidationError(rules.ELSEWHERE)
        return place

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("committee_type") == CommitteeType.OTHER and not cleaned.get("specialty"):
            self.add_error("specialty", rules.NO_SPECIALTY)
        return cleaned


class CommitteeChangeForm(WrittenForm):
    """变更调委会登记."""

    row: MediationCommittee
    name = line("名称")
    seal_name = line("印章名称")
    establishing_unit = line("设立单位")
    address = line("地址", 200)
    phone = PhoneField("电话", required=True)
    multi_ethnic = forms.BooleanField(label="多民族居住地区", required=False)
    latitude = forms.DecimalField(label="纬度", required=False, min_value=-90, max_value=90, decimal_places=6)
    longitude = forms.DecimalField(label="经度", required=False, min_value=-180, max_value=180, decimal_places=6)
    council_term_end = day("村（居）委会任期届满", required=False)


class FilingForm(RegisterRowForm):
    """备案."""

    filed_on = day("备案日期", initial=today)
    not_future = ("filed_on",)


class CourtForm(RegisterRowForm):
    """通报人民法院."""

    notified_on = day("通报日期", initial=today)
    not_future = ("notified_on",)


class BeginElectionForm(RegisterRowForm):
    """开始换届."""

    began_on = day("开始日期", initial=today)
    not_future = ("began_on",)


class ElectionForm(RegisterRowForm):
    """换届: the new term and who was elected; new persons are registered before."""

    row: MediationCommittee
    term_start = day("任期开始", initial=today)
    term_end = day("任期届满", help_text="不超过三年")
    members = forms.ModelMultipleChoiceField(
        label="新一届委员", queryset=Mediator.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    chair = forms.ModelChoiceField(label="主任", queryset=Mediator.objects.none(), empty_label="请选择")
    deputies = forms.ModelMultipleChoiceField(
        label="副主任", queryset=Mediator.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    groups = (("任期", ("term_start", "term_end")), ("当选人员", ("members", "chair", "deputies")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        engaged = Appointment.objects.filter(committee=self.row.pk, ended_on=None).values("mediator")
        for name in ("members", "chair", "deputies"):
            self.fields[name].queryset = Mediator.objects.readable().filter(pk__in=engaged).order_by("pk")  # type: ignore[attr-defined]  # a model choice
        self.fields["members"].initial = [each.mediator_id for each in queries.engaged_at(self.row) if each.position]


class DissolveForm(RegisterRowForm):
    """撤销调委会."""

    dissolved_on = day("撤销日期", initial=today)
    reason = line("撤销理由", 200)
    not_future = ("dissolved_on",)


class TermForm(RegisterRowForm):
    """How a mediator is engaged by a committee: kind, position, certificate, term."""

    row: MediationCommittee
    appointment = one("聘任方式", AppointmentKind)
    position = one("职务", Position, required=False, help_text="推选的委员须填")
    certificate_number = line("证号", 40, required=False)
    engaged_on = day("聘期开始", initial=today)
    expires_on = day("聘期届满")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("appointment") == AppointmentKind.MEMBER and not cleaned.get("position"):
            self.add_error("position", "推选的委员请选择职务。")
        return cleaned

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        if self.row is not None:
            self.fields["expires_on"].initial = self.row.term_end

    def term(self) -> dict[str, Any]:
        """The appointment as the service takes it."""
        cleaned = self.cleaned_data
        member = cleaned["appointment"] == AppointmentKind.MEMBER
        return {
            "kind": cleaned["appointment"],
            "chair": member and cleaned["position"] == Position.CHAIR,
            "deputy": member and cleaned["position"] == Position.DEPUTY,
            **{name: cleaned[name] for name in ("certificate_number", "engaged_on", "expires_on")},
        }


class AppointForm(TermForm):
    """聘任已登记的调解员, found by the identity number: a name may be borne by two."""

    id_number = IdNumberField("身份证号", required=True)
    field_order = ("id_number",)

    def clean_id_number(self) -> str:
        number = str(self.cleaned_data["id_number"])
        self.person = queries.person_of(number)
        if self.person is None:
            raise forms.ValidationError(rules.NOT_FOUND)
        return number


class PersonFields(forms.Form):
    """What the register says of a mediator, the number apart."""

    name = line("姓名", 60)
    ethnicity = line("民族", 20, initial="汉族")
    political = one("政治面貌", Political)
    education = one("学历", Education)
    phone = PhoneField("联系电话", required=True)
    address = line("住址", 200)
    kind = one("专职/兼职", MediatorKind)
    funding = one("经费来源", Funding)
    origin = one("身份", Origin)
    civil_servant = forms.BooleanField(label="现职国家工作人员", required=False, help_text="不发放以案定补")

    def person(self) -> dict[str, Any]:
        """The columns of the record."""
        return {name: self.cleaned_data[name] for name in PersonFields.base_fields}


class EnrolForm(PersonFields, TermForm):
    """登记并聘任调解员: one record, one first appointment."""

    id_number = IdNumberField("身份证号", required=True)

    groups = (
        ("本人情况", ("name", "id_number", "ethnicity", "political", "education", "phone", "address")),
        ("身份和经费", ("kind", "funding", "origin", "civil_servant")),
        ("聘任", ("appointment", "position", "engaged_on", "expires_on", "certificate_number")),
    )

    def clean_id_number(self) -> str:
        number = str(self.cleaned_data["id_number"])
        born = birth_of(number)
        if born and (said := rules.age_refusal(born, today())):
            raise forms.ValidationError(said)
        return number

    def person(self) -> dict[str, Any]:
        number = self.cleaned_data["id_number"]
        return {**super().person(), "id_number": number, "sex": sex_of(number), "birth_on": birth_of(number)}


class MediatorChangeForm(PersonFields, WrittenForm):
    """变更调解员登记; what is sealed is not shown again."""

    row: Mediator
    sex = one("性别", Party.Sex)
    groups = (
        ("本人情况", ("name", "sex", "ethnicity", "political", "education", "phone", "address")),
        ("身份和经费", ("kind", "funding", "origin", "civil_servant")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        for name in ("phone", "address"):
            self.fields[name].required = not getattr(self.row, name)


class RenewForm(RegisterRowForm):
    """续聘."""

    row: Appointment
    engaged_on = day("聘期开始")
    expires_on = day("聘期届满")
    certificate_number = line("证号", 40, required=False, help_text="不变可不填")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["engaged_on"].initial = self.row.expires_on


class ReleaseForm(RegisterRowForm):
    """解聘、离任."""

    ended_on = day("离任日期", initial=today)
    end_reason = forms.ChoiceField(label="事由", choices=[("", "请选择"), *BY_HAND])
    not_future = ("ended_on",)


class GradeForm(RegisterRowForm):
    """评定等级."""

    grade = one("等级", MediatorGrade)
    grade_on = day("评定日期", initial=today)
    grade_by = line("评定机关", 60)
    not_future = ("grade_on",)


class TrainingForm(RegisterRowForm):
    """登记培训."""

    kind = one("类别", TrainingKind)
    held_on = day("培训日期", initial=today)
    topic = line("内容")
    organizer = line("主办单位")
    hours = forms.IntegerField(label="学时", min_value=1, max_value=400)
    passed = forms.BooleanField(label="考核合格", required=False, initial=True)
    not_future = ("held_on",)


class DisciplineForm(RegisterRowForm):
    """登记处理: the four grounds of 第十五条."""

    ground = one("情形", DisciplineGround)
    measure = one("处理方式", DisciplineMeasure, help_text="罢免、解聘的，同时终止全部聘任")
    decided_on = day("处理日期", initial=today)
    decided_by = line("处理单位")
    facts_text = text("事实", max_length=2000)
    not_future = ("decided_on",)


class RoomForm(RegisterRowForm):
    """设立调解室、调解点."""

    name = line("名称")
    room_type = one("类型", RoomType)
    host = line("派驻单位", required=False)
    address = line("地址", 200)
    phone = PhoneField("电话")
    schedule = line("开放时间", 200, required=False, help_text="例如：每月逢五赶集日上午")
    opened_on = day("设立日期", initial=today)
    not_future = ("opened_on",)


class RoomChangeForm(RoomForm, WrittenForm):
    """变更调解室、调解点."""

    row: MediationRoom


class CloseForm(RegisterRowForm):
    """撤销调解室、矛调中心."""

    closed_on = day("撤销日期", initial=today)
    not_future = ("closed_on",)


class CenterForm(RegisterRowForm):
    """登记矛调中心."""

    organization = forms.ModelChoiceField(label="依托机构", queryset=Organization.objects.none(), empty_label="请选择")
    name = line("名称")
    address = line("地址", 200)
    phone = PhoneField("电话", required=True)
    hours = line("对外服务时间", 60)
    windows = forms.IntegerField(label="窗口数", min_value=1, max_value=99, initial=1)
    residents = line("入驻单位", 200, required=False, help_text="几个单位用顿号隔开")
    opened_on = day("设立日期", initial=today)
    not_future = ("opened_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = queries.offices_without_center()  # type: ignore[attr-defined]  # a model choice


class CenterChangeForm(WrittenForm):
    """变更矛调中心登记."""

    row: MediationCenter
    name = line("名称")
    address = line("地址", 200)
    phone = PhoneField("电话", required=True)
    hours = line("对外服务时间", 60)
    windows = forms.IntegerField(label="窗口数", min_value=1, max_value=99)
    residents = line("入驻单位", 200, required=False)

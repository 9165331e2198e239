"""What can be entered in the registers: the acts on a row, and the roster (花名册) as a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fengqiao.business.mediation.forms import registers as form
from fengqiao.business.mediation.forms.fields import PhoneField, line, one
from fengqiao.business.mediation.models import Appointment, MediationCommittee
from fengqiao.business.mediation.queries import registers as queries
from fengqiao.business.mediation.services import committee, mediator, places
from fengqiao.business.mediation.terms import CommitteeState, Funding, Origin
from fengqiao.kernel.exchange.declarations import Cleaned, Entry
from fengqiao.kernel.places.scope import one_act
from fengqiao.kernel.privacy.identifiers import to_18

ENROL, MEMBERS = "mediation.enrol", "mediation.members"

# A row of one of the registers; its acts know which.
Row = Any


def always(row: Row) -> bool:
    """Whatever the row says."""
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One thing that can be done with a row: its button, who may, its form, its verb, and when it is offered."""

    label: str
    may: str
    form: type[form.RegisterRowForm]
    do: Callable[[Row, Any], object]  # the row, and the valid form
    offered: Callable[[Row], bool] = always


def standing(row: MediationCommittee) -> bool:
    """Not dissolved."""
    return row.state != CommitteeState.DISSOLVED


def _enrol(row: MediationCommittee, filled: form.EnrolForm) -> Appointment:
    with one_act():
        person = committee.enrol_mediator(row, **filled.person())
        return committee.appoint(person, row, **filled.term())


def _appoint(row: MediationCommittee, filled: form.AppointForm) -> Appointment:
    assert filled.person is not None  # noqa: S101 — the form has found him
    return committee.appoint(filled.person, row, **filled.term())


def _given(verb: Callable[..., object]) -> Callable[[Row, form.RegisterRowForm], object]:
    return lambda row, filled: verb(row, **filled.given())


def _not_filed(row: MediationCommittee) -> bool:
    return standing(row) and row.filed_on is None


# In the order of a committee's life; the first one that is due leads its page.
COMMITTEE: Mapping[str, Act] = {
    "enrol": Act(label="登记调解员", may=MEMBERS, form=form.EnrolForm, do=_enrol, offered=standing),
    "appoint": Act(label="聘任已登记的调解员", may=MEMBERS, form=form.AppointForm, do=_appoint, offered=standing),
    "file": Act(label="备案", may=ENROL, form=form.FilingForm, do=_given(committee.file_committee), offered=_not_filed),
    "notify": Act(
        label="登记通报法院",
        may=ENROL,
        form=form.CourtForm,
        do=_given(committee.notify_court),
        offered=lambda row: row.filed_on is not None,
    ),
    "begin": Act(
        label="开始换届",
        may=MEMBERS,
        form=form.BeginElectionForm,
        do=_given(committee.begin_election),
        offered=lambda row: row.state == CommitteeState.NORMAL,
    ),
    "elect": Act(
        label="完成换届",
        may=MEMBERS,
        form=form.ElectionForm,
        do=_given(committee.elect),
        offered=lambda row: row.state == CommitteeState.ELECTING,
    ),
    "room": Act(
        label="设立调解室（点）", may=MEMBERS, form=form.RoomForm, do=_given(places.open_room), offered=standing
    ),
    "edit": Act(
        label="变更登记",
        may=ENROL,
        form=form.CommitteeChangeForm,
        do=_given(committee.change_committee),
        offered=standing,
    ),
    "dissolve": Act(label="撤销", may=ENROL, form=form.DissolveForm, do=_given(committee.dissolve), offered=standing),
}
MEDIATOR: Mapping[str, Act] = {
    "edit": Act(label="变更登记", may=MEMBERS, form=form.MediatorChangeForm, do=_given(mediator.change_mediator)),
    "train": Act(label="登记培训", may=MEMBERS, form=form.TrainingForm, do=_given(mediator.train)),
    "grade": Act(label="评定等级", may=ENROL, form=form.GradeForm, do=_given(mediator.grade_mediator)),
    "discipline": Act(label="登记处理", may=MEMBERS, form=form.DisciplineForm, do=_given(mediator.discipline)),
}
APPOINTMENT: Mapping[str, Act] = {
    "renew": Act(
        label="续聘",
        may=MEMBERS,
        form=form.RenewForm,
        do=_given(committee.renew),
        offered=lambda row: row.ended_on is None,
    ),
    "release": Act(
        label="解聘",
        may=MEMBERS,
        form=form.ReleaseForm,
        do=_given(committee.release),
        offered=lambda row: row.ended_on is None,
    ),
}
ROOM: Mapping[str, Act] = {
    "edit": Act(
        label="变更登记",
        may=MEMBERS,
        form=form.RoomChangeForm,
        do=_given(places.change_room),
        offered=lambda row: row.closed_on is None,
    ),
    "close": Act(
        label="撤销",
        may=MEMBERS,
        form=form.CloseForm,
        do=_given(places.close_room),
        offered=lambda row: row.closed_on is None,
    ),
}
CENTER: Mapping[str, Act] = {
    "edit": Act(
        label="变更登记",
        may=ENROL,
        form=form.CenterChangeForm,
        do=_given(places.change_center),
        offered=lambda row: row.closed_on is None,
    ),
    "close": Act(
        label="撤销",
        may=ENROL,
        form=form.CloseForm,
        do=_given(places.close_center),
        offered=lambda row: row.closed_on is None,
    ),
}


class RosterForm(form.EnrolForm):
    """One row of the 花名册: the person, the committee by its name, the appointment."""

    committee = line("调委会")
    ethnicity = line("民族", 20, required=False)
    address = line("住址", 200, required=False)
    phone = PhoneField("联系电话")
    funding = one("经费来源", Funding, required=False)
    origin = one("身份", Origin, required=False)
    civil_servant = forms.BooleanField(label="现职国家工作人员", required=False)

    def clean_committee(self) -> MediationCommittee:
        name = self.cleaned_data["committee"].strip()
        found = MediationCommittee.objects.filter(name=name, state=CommitteeState.NORMAL).select_related("subject")
        rows = list(found[:2])
        if len(rows) != 1:
            raise ValidationError(f"本辖区没有“{name}”" if not rows else f"本辖区有多个“{name}”")
        return rows[0]


def write(*, idempotency_key: str, **cleaned: Any) -> Appointment:
    """One row: the person is registered, or known already, and is engaged."""
    home: MediationCommittee = cleaned.pop("committee")
    filled = RosterForm()
    filled.cleaned_data = cleaned
    with one_act():
        known = queries.person_of(cleaned["id_number"])
        person = known or committee.enrol_mediator(home, **filled.person())
        return committee.appoint(person, home, **filled.term())


def alike(rows: Sequence[Cleaned]) -> list[str]:
    """Which rows name somebody who is engaged by that committee already."""
    known = queries.engaged_already([(row["committee"].pk, row["id_number"]) for row in rows])
    return ["该调委会已聘任该调解员" if there else "" for there in known]


def present_number(text: str) -> str:
    """An identity number of 15 digits, as old rosters have them, in its 18 of today."""
    number = text.replace(" ", "").upper()
    return to_18(number) if len(number) == 15 and number.isascii() and number.isdigit() else number


ROSTER = Entry(
    key="mediation.roster",
    label="人民调解员花名册",
    form=RosterForm,
    write=write,
    may=MEMBERS,
    columns={
        "调委会": "committee",
        "姓名": "name",
        "身份证号": "id_number",
        "民族": "ethnicity",
        "政治面貌": "political",
        "学历": "education",
        "联系电话": "phone",
        "住址": "address",
        "专职/兼职": "kind",
        "经费来源": "funding",
        "身份": "origin",
        "现职国家工作人员": "civil_servant",
        "聘任方式": "appointment",
        "职务": "position",
        "证号": "certificate_number",
        "聘期开始": "engaged_on",
        "聘期届满": "expires_on",
    },
    aliases={
        "所在调委会": "调委会",
        "调解委员会": "调委会",
        "公民身份号码": "身份证号",
        "文化程度": "学历",
        "电话": "联系电话",
        "聘任日期": "聘期开始",
        "届满日期": "聘期届满",
    },
    examples={
        "committee": "示例村人民调解委员会",
        "name": "示例人甲",
        "id_number": "990101197503120016",
        "ethnicity": "汉族",
        "political": "群众",
        "education": "高中(中专)",
        "phone": "19900000002",
        "kind": "兼职",
        "appointment": "委员(推选)",
        "position": "委员",
        "engaged_on": "2026-01-01",
        "expires_on": "2028-12-31",
    },
    unique=("committee", "id_number"),
    readers={"id_number": present_number},
    alike=alike,
)

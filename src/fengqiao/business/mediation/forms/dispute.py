"""Forms of intake and dispute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict

from fengqiao.business.mediation.forms.fields import (
    IdNumberField,
    PhoneField,
    day,
    line,
    moment,
    money,
    one,
    own_name,
    second_level,
    several,
    text,
)
from fengqiao.business.mediation.models import Dispute, DisputeParty, IntakeItem, MediationCommittee
from fengqiao.business.mediation.queries import may_see_flags, suggested_type
from fengqiao.business.mediation.queries.matching import undecided_of
from fengqiao.business.mediation.queries.risks import recorded_factors
from fengqiao.business.mediation.rules import uscc_is_right, wrong_digit
from fengqiao.business.mediation.rules.messages import wrong_id_number
from fengqiao.business.mediation.services.parties import PartyValue
from fengqiao.business.mediation.terms import (
    Capacity,
    DisputeSubtype,
    DisputeType,
    FollowUpMode,
    ItemKind,
    Material,
    PartySide,
    ProxyScope,
    ReporterRole,
    Risk,
    RiskFactor,
    SensitiveFlag,
    SourceDetail,
    Willingness,
)
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.casework.models import Party
from fengqiao.kernel.identity.models import Organization, Post
from fengqiao.kernel.places.divisions import Level
from fengqiao.kernel.places.models import Region
from fengqiao.kernel.places.scope import now, today
from fengqiao.kernel.privacy.identifiers import birth_of, sex_of
from fengqiao.kernel.ui.widgets import RegionPicker

NAMED = (ItemKind.DELIVER, ItemKind.REGISTER, ItemKind.OTHER)  # what they mean must be said
LEADERS = ("office_head", "county_mediation")  # who may lead a red dispute (包案)
DESK = [
    (detail.value, detail.label)
    for detail in SourceDetail
    if detail not in {SourceDetail.COURT, SourceDetail.POLICE, SourceDetail.OTHER_BODY}
]


def subtype_fits(cleaned: dict[str, Any]) -> str | None:
    """The second level belongs to the class, and is chosen where the class has one."""
    kind, subtype = cleaned.get("dispute_type"), cleaned.get("subtype")
    if not kind:
        return None
    known = DisputeType(kind).subtypes
    if subtype and DisputeSubtype(subtype) not in known:
        return f"二级类型“{DisputeSubtype(subtype).label}”不属于“{DisputeType(kind).label}”。"
    return "请选择二级类型。" if known and not subtype else None


class PlaceField(forms.IntegerField):
    """发生地: a village or community, chosen by name, pinyin initials or code; without a level any place."""

    def __init__(self, label: str = "发生地", level: Level | None = Level.VILLAGE) -> None:
        self.level = level
        self.missing = "没有找到这个地点，请从列表中选择" + ("村（社区）。" if level == Level.VILLAGE else "。")
        super().__init__(label=label, widget=RegionPicker(level=level))

    def clean(self, value: Any) -> int:  # what the browser sent
        try:
            code = int(super().clean(value))
        except forms.ValidationError as wrong:
            raise forms.ValidationError(self.missing) from wrong
        found = Region.objects.filter(code=code, **({"level": self.level} if self.level else {}))
        if not found.exists():
            raise forms.ValidationError(self.missing)
        return code


class RegisterForm(forms.Form):
    """登记纠纷 at the desk, and one row of the 排查台账; more parties are added on the dispute's page."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput, required=False)
    source_detail = forms.ChoiceField(label="来源", choices=DESK, initial=SourceDetail.ORAL)
    external_number = line("外部编号", 60, required=False)
    applicant_name = line("申请人姓名")
    applicant_sex = one("申请人性别", Party.Sex, required=False)
    applicant_id_number = IdNumberField("申请人身份证号")
    applicant_phone = PhoneField("申请人电话")
    applicant_address = line("申请人住址", 200, required=False)
    applicant_willingness = one("申请人意愿", Willingness, initial=Willingness.AGREED, required=False)
    respondent_name = line("被申请人姓名", required=False, help_text="确实不明的可先不填，受理前补齐")
    respondent_sex = one("被申请人性别", Party.Sex, required=False)
    respondent_id_number = IdNumberField("被申请人身份证号")
    respondent_phone = PhoneField("被申请人电话")
    respondent_address = line("被申请人住址", 200, required=False)
    respondent_willingness = one("被申请人意愿", Willingness, initial=Willingness.UNSTATED, required=False)
    dispute_type = one("纠纷类型", DisputeType)
    subtype = second_level()
    occurred_on = day("发生时间", required=False)
    place_code = PlaceField()
    place_text = line("详细地点", 200, required=False)
    subject_key = line("标的物", required=False, help_text="宅基地、地块、车牌、合同号等")
    facts_text = text("主要事实", min_length=20)
    demands = text("诉求", 2, required=False)
    amount = money("涉及金额（元）")
    people_count = forms.IntegerField(label="涉及人数", min_value=1, max_value=100_000, required=False)

    def clean_occurred_on(self) -> Any:  # a day or nothing
        value = self.cleaned_data["occurred_on"]
        if value and value > today():
            raise forms.ValidationError("发生时间晚于今天，请核对。")
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if sentence := subtype_fits(cleaned):
            self.add_error("subtype", sentence)
        return cleaned

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return registered(self.cleaned_data)


def registered(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What registering takes of a desk form or of a ledger's row: the two sides become 当事人."""
    sides = ((PartySide.APPLICANT, "applicant"), (PartySide.RESPONDENT, "respondent"))
    parties = [party for side, prefix in sides if (party := _party(cleaned, side, prefix))]
    rest = {key: value for key, value in cleaned.items() if not key.startswith(("applicant_", "respondent_"))}
    return rest | {"parties": parties}


def _party(cleaned: Mapping[str, Any], side: str, prefix: str) -> PartyValue | None:
    """One side as the form gives it; sex and birth follow from the identity number."""
    given = {key: cleaned.get(f"{prefix}_{key}") or "" for key in ("name", "sex", "id_number", "willingness")}
    if not given["name"]:
        return None
    number = given["id_number"]
    return PartyValue(
        side=side,
        name=given["name"],
        sex=given["sex"] or (sex_of(number) if number else ""),
        birth_on=birth_of(number) if number else None,
        id_number=number,
        phone=cleaned.get(f"{prefix}_phone") or "",
        address=cleaned.get(f"{prefix}_address") or "",
        willingness=given["willingness"] or Willingness.UNSTATED,
    )


class OralForm(forms.Form):
    """口头调解登记 in one screen: who, where, what, how it was settled; nothing needs more than twenty characters."""

    idempotency_key = forms.CharField(max_length=80, widget=forms.HiddenInput, required=False)
    applicant_name = line("甲方姓名", 20)
    applicant_sex = one("甲方性别", Party.Sex, open_=True, required=False)
    respondent_name = line("乙方姓名", 20)
    respondent_sex = one("乙方性别", Party.Sex, open_=True, required=False)
    place_code = PlaceField()
    dispute_type = one("纠纷类型", DisputeType)
    subtype = second_level("为什么事")
    kind = one("怎么解决的", ItemKind, open_=True, initial=ItemKind.APOLOGIZE)
    amount = money("金额（元）")
    on_the_spot = forms.BooleanField(label="当场履行", required=False, initial=True)
    due_on = day("履行期限", required=False)
    proof = forms.FileField(label=Material.VOUCHER.label, required=False, help_text="当场履行的收条、转账凭证")
    note = line("补充说明", 20, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if sentence := subtype_fits(cleaned):
            self.add_error("subtype", sentence)
        if cleaned.get("kind") == ItemKind.PAY and not cleaned.get("amount"):
            self.add_error("amount", "支付的请填写金额。")
        if cleaned.get("kind") in NAMED and not cleaned.get("note"):
            self.add_error("note", "请写明具体内容。")
        if not cleaned.get("on_the_spot") and not cleaned.get("due_on"):
            self.add_error("due_on", "没有当场履行的，请填写履行期限。")
        if cleaned.get("proof") and not cleaned.get("on_the_spot"):
            self.add_error("on_the_spot", "上传凭证的请勾选“当场履行”。")
        return cleaned


SEALED = ("id_number", "phone", "address")


class PartyForm(forms.Form):
    """当事人 in the order of the form; what is left empty is 未填 until acceptance."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    side = one("地位", PartySide)
    kind = one("类别", Party.Kind, open_=True, initial=Party.Kind.NATURAL)
    name = line("姓名（名称）")
    alias = line("曾用名、俗称", required=False)
    sex = one("性别", Party.Sex, open_=True, required=False)
    ethnicity = line("民族", 20, required=False, initial="汉族")
    birth_on = day("出生日期", required=False)
    stated_age = forms.IntegerField(
        label="年龄", min_value=0, max_value=130, required=False, help_text="出生日期不明的填写"
    )
    occupation = line("职业或职务", 60, required=False)
    document = one("证件类型", Party.Document, initial=Party.Document.RESIDENT, required=False)
    id_number = line("证件号码", 30, required=False)
    phone = PhoneField("联系电话")
    address = line("单位或住址", 200, required=False)
    capacity = one("民事行为能力", Capacity, initial=Capacity.FULL)
    guardian = line("法定代理人", 60, required=False)
    willingness = one("调解意愿", Willingness, open_=True, initial=Willingness.UNSTATED)
    uscc = line("统一社会信用代码", 18, required=False)
    legal_representative = line("法定代表人", 60, required=False)
    representative_title = line("职务", 60, required=False)
    proxy_name = line("委托代理人", 60, required=False)
    proxy_relation = line("与委托人关系", 40, required=False)
    proxy_scope = several("代理权限", ProxyScope)
    sensitive = several("敏感标识", SensitiveFlag)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_see_flags():
            del self.fields["sensitive"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        resident = (cleaned.get("document") or Party.Document.RESIDENT) == Party.Document.RESIDENT
        number = cleaned["id_number"] = str(cleaned.get("id_number", "")).strip().upper()
        if number and resident and (position := wrong_digit(number, today())):
            self.add_error("id_number", wrong_id_number(position))
        elif number and resident:
            if cleaned.get("birth_on") and cleaned["birth_on"] != birth_of(number):
                self.add_error("birth_on", f"与身份证号不符：身份证号上为{birth_of(number)}。")
            if cleaned.get("sex") and cleaned["sex"] != sex_of(number):
                self.add_error("sex", f"与身份证号不符：身份证号上为{sex_of(number)}。")
        code = cleaned["uscc"] = str(cleaned.get("uscc", "")).strip().upper()
        if code and not uscc_is_right(code):
            self.add_error("uscc", "统一社会信用代码校验不通过，应为18位，请核对。")
        if cleaned.get("proxy_scope") and not cleaned.get("proxy_name"):
            self.add_error("proxy_name", "请填写委托代理人。")
        if cleaned.get("proxy_name") and not cleaned.get("proxy_scope"):
            self.add_error("proxy_scope", "请勾选代理权限。")
        return cleaned

    def keep_hidden(self, **masks: str) -> None:
        """What is sealed is not shown again: an empty field leaves it as it is."""
        for name, mask in masks.items():
            if mask:
                self.fields[name].help_text = f"已登记 {mask}，不改可不填"

    def tell_standing(self, known: DisputeParty, sentence: str, *, version: int) -> None:
        """Somebody changed the party in between: say what stands now beside what was typed, ready to be sent again."""
        for name, standing in self.standing(known).items():
            self.add_error(name, f"现在登记的是：{standing}")
        self.add_error(None, sentence)
        posted = cast(QueryDict, self.data).copy()
        posted["version"] = str(version)
        self.data = posted

    def standing(self, known: DisputeParty) -> dict[str, str]:
        """What stands of a party in the fields that were filled in otherwise; what is sealed is not told."""
        written = {name: getattr(known, name) for name in self.visible_names() if name not in SEALED}
        words = {name: dict(getattr(self.fields[name], "choices", ())) for name in written}
        return {
            name: str(words[name].get(value, value))
            for name, value in written.items()
            if value and value != self.cleaned_data.get(name)
        }

    def visible_names(self) -> list[str]:
        """The fields one sees, lists left out."""
        return [field.name for field in self.visible_fields() if field.name not in ("sensitive", "proxy_scope")]

    def value(self) -> PartyValue:
        """The party as the service takes it."""
        cleaned = {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}
        if cleaned.setdefault("document", Party.Document.RESIDENT) == Party.Document.RESIDENT and (
            number := cleaned.get("id_number")
        ):
            cleaned = {"birth_on": birth_of(number), "sex": sex_of(number), **cleaned}
        if cleaned["kind"] != Party.Kind.NATURAL:  # a body has no sex and no birthday
            cleaned = {key: value for key, value in cleaned.items() if key not in ("sex", "birth_on", "stated_age")}
        lists = {name: tuple(cleaned.get(name, ())) for name in ("sensitive", "proxy_scope")}
        cleaned.pop("version", None)
        return PartyValue(**{**cleaned, **lists})


class FoundForm(StepForm):
    """登记为纠纷: type and what the item does not say by itself."""

    dispute_type = one("纠纷类型", DisputeType)
    subtype = second_level()
    applicant_name = line("申请人姓名", required=False)
    respondent_name = line("被申请人姓名", required=False)
    facts_text = text("主要事实", min_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.case, IntakeItem):
            kind, second = suggested_type(self.case)
            self.initial.update(dispute_type=kind, subtype=second, facts_text=self.case.narrative)
            if self.case.reporter_role == ReporterRole.PARTY.label:
                self.initial.update(
                    applicant_name=self.case.reporter_name, respondent_name=next(iter(self.case.mentioned), "")
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if sentence := subtype_fits(cleaned):
            self.add_error("subtype", sentence)
        return cleaned

    def given(self) -> dict[str, Any]:
        names = super().given()
        sides = (
            (PartySide.APPLICANT, names.pop("applicant_name")),
            (PartySide.RESPONDENT, names.pop("respondent_name")),
        )
        return names | {"parties": [PartyValue(side=side, name=name) for side, name in sides if name]}


class LinkForm(StepForm):
    """并入已有纠纷 by its number."""

    dispute = line("纠纷编号", 60)
    reason = line("理由", 200, required=False)

    def clean_dispute(self) -> Dispute:
        found = (
            Dispute.objects.filter(subject__number=self.cleaned_data["dispute"].strip())
            .select_related("subject")
            .first()
        )
        if found is None:
            raise forms.ValidationError("本辖区没有这个编号的纠纷。")
        return found


class ReasonForm(StepForm):
    """A step that needs nothing but its reason."""

    reason = text("理由", 2, max_length=200)


class RouteForm(StepForm):
    """分流 to a committee or office of the township; duplicates are decided before."""

    case: Dispute

    organization = forms.ModelChoiceField(label="承接单位", queryset=Organization.objects.none(), empty_label="请选择")
    handler = forms.ModelChoiceField(label="承办人", queryset=Post.objects.none(), required=False, empty_label="请选择")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        township = self.case.scope_code // 10**6
        committees = MediationCommittee.objects.filter(town=township).values("organization")
        own = Organization.objects.own()
        near = own.filter(pk__in=committees)
        self.fields["organization"].queryset = near  # type: ignore[attr-defined]  # a model choice
        self.fields["organization"].initial = near.filter(region=self.case.place_code).first()
        self.fields["handler"].queryset = Post.objects.present().filter(organization__in=own.filter(town=township))  # type: ignore[attr-defined]  # a model choice

    def given(self) -> dict[str, Any]:
        return {**super().given(), "undecided_matches": undecided_of(self.case)}


class RiskForm(StepForm):
    """核定风险: factors ticked, colour confirmed, with a reason where it is not the suggested one."""

    case: Dispute

    factors = several("风险因素", RiskFactor)
    confirmed = one("核定等级", Risk, open_=True)
    reason = line("与建议不一致的理由", 200, required=False)
    leader = forms.ModelChoiceField(
        label="包案领导", queryset=Post.objects.none(), required=False, empty_label="红色风险须确定"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        told = recorded_factors(self.case)
        self.fields["factors"].initial = sorted(told)
        if told:
            words = "、".join(factor.label for factor in RiskFactor if factor in told)
            self.fields["factors"].help_text = f"按登记情况已勾选：{words}"
        here = abs(self.case.scope_code)
        leading = Post.objects.present().filter(organization__county=here // 10**9, role__in=LEADERS)
        self.fields["leader"].queryset = leading.order_by("organization__scope_code")  # type: ignore[attr-defined]  # a model choice
        self.fields["leader"].initial = self.case.leader_id


class ContactForm(StepForm):
    """登记联系走访."""

    at = moment("联系时间", initial=now)
    mode = one("方式", FollowUpMode, open_=True, initial=FollowUpMode.VISIT)
    whom = line("联系对象")
    situation = text("现状和稳控措施")
    visitor = line("联系人", 60, initial=own_name)

    def clean_at(self) -> Any:  # a moment
        if self.cleaned_data["at"] > now():
            raise forms.ValidationError("联系时间晚于现在，请核对。")
        return self.cleaned_data["at"]


class FeedbackForm(StepForm):
    """反馈信访部门: agreement or failure, before the petition's limit ends."""

    fed_back_on = day("反馈日期", initial=today)
    letter = line("复函文号", 60, required=False, help_text="复函作为附件上传")

    def clean_fed_back_on(self) -> Any:  # a day
        if self.cleaned_data["fed_back_on"] > today():
            raise forms.ValidationError("反馈日期晚于今天，请核对。")
        return self.cleaned_data["fed_back_on"]


class ReportForm(StepForm):
    """重大纠纷报告单 (人民调解法 第二十五条)."""

    at = moment("报告时间", initial=now)
    to = line("报告单位", help_text="公安机关或者有关部门的全称")
    facts_text = text("事实")
    danger = text("现实危险", 2)
    measures = text("已采取措施", 2)
    contact = line("联系人及电话")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["facts_text"].initial = self.case.facts_text  # type: ignore[attr-defined]  # a dispute

    def clean_at(self) -> Any:  # a moment
        if self.cleaned_data["at"] > now():
            raise forms.ValidationError("报告时间晚于现在，请核对。")
        return self.cleaned_data["at"]

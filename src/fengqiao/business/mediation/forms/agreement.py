"""Forms of the agreement: its terms, signatures and seal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms

from fengqiao.business.mediation import rules
from fengqiao.business.mediation.forms.fields import day, line, moment, money, one, own_name, text
from fengqiao.business.mediation.models import Agreement, MediationCase
from fengqiao.business.mediation.terms import ItemKind, Material
from fengqiao.kernel.casework.attachments import attach
from fengqiao.kernel.casework.forms import StepForm
from fengqiao.kernel.places.scope import now, today

TOTAL = "不填的按各项金额合计；填写的应与合计一致，不涉及金额的填0"
UNSIGNED = "尚未签名的，请清空日期"
ROWS = 6  # terms on the form, folded until they are needed


class TermsForm(StepForm):
    """协议内容 as terms: who owes what to whom until when."""

    case: MediationCase
    facts_text = text("纠纷主要事实、争议事项")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        names = [(party.name, party.name) for party in self.case.dispute.parties()]
        for number in range(1, ROWS + 1):
            first = number == 1
            who = [("", "请选择"), *names]
            row: dict[str, forms.Field] = {
                "kind": one("事项", ItemKind, required=first),
                "obligor": forms.ChoiceField(label="义务人", choices=who, required=first),
                "obligee": forms.ChoiceField(label="权利人", choices=who, required=first),
                "content": line("内容", 200, required=False, help_text="写入协议的话，如：误工损失"),
                "amount": money("金额（元）"),
                "due_on": day("履行期限", required=False),
                "on_the_spot": forms.BooleanField(label="当场履行", required=False),
                "proof": forms.FileField(label=Material.VOUCHER.label, required=False, help_text="当场履行的上传"),
            }
            self.fields.update({f"term{number}_{name}": field for name, field in row.items()})
        self.fields["instalment_days"] = line(
            "分期日期",
            200,
            required=False,
            help_text="第一笔未当场支付的款项平均分期，依次填写各期日期，用顿号隔开，如 2025-06-30、2025-09-30",
        )
        self.fields["instalment_days"].wide = True  # type: ignore[attr-defined]  # read by the step's page
        self.fields["amount_total"] = money("协议涉及金额（元）", help_text=TOTAL)
        self.fields["facts_text"].initial = self.case.dispute.facts_text
        self.groups = (
            ("", ("facts_text", "amount_total")),
            *self._term_groups(),
            ("分期支付", ("instalment_days",)),
        )
        self.folded = {title for title, _ in self.groups[2:]}

    def _term_groups(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each term under its own heading; the first is open, the others when they are needed."""
        names = ("kind", "amount", "obligor", "obligee", "content", "due_on", "on_the_spot", "proof")
        return [
            (f"第{'一二三四五六'[number - 1]}项", tuple(f"term{number}_{name}" for name in names))
            for number in range(1, ROWS + 1)
        ]

    def clean_instalment_days(self) -> tuple[date, ...]:
        parts = [part for part in re.split(r"[、，,\s]+", self.cleaned_data["instalment_days"]) if part]
        try:
            return tuple(date.fromisoformat(part) for part in parts)
        except ValueError as wrong:
            raise forms.ValidationError("分期日期应写成 2025-06-30，用顿号隔开。") from wrong

    def terms(self, proofs: Mapping[int, UUID] = MappingProxyType({})) -> tuple[rules.TermFacts, ...]:
        """The terms that were filled in, instalments as items of their own, with the vouchers that came with them."""
        cleaned = self.cleaned_data
        rows = [
            rules.TermFacts(
                kind=cleaned[f"term{number}_kind"],
                obligor=cleaned[f"term{number}_obligor"],
                obligee=cleaned[f"term{number}_obligee"],
                content=cleaned[f"term{number}_content"],
                amount=cleaned[f"term{number}_amount"],
                due_on=cleaned[f"term{number}_due_on"] or (today() if cleaned[f"term{number}_on_the_spot"] else None),
                on_the_spot=cleaned[f"term{number}_on_the_spot"],
                proof=proofs.get(number),
            )
            for number in range(1, ROWS + 1)
            if cleaned.get(f"term{number}_kind")
        ]
        return rules.items_of(rows, cleaned.get("instalment_days") or ())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, ROWS + 1):
            kind, prefix = cleaned.get(f"term{number}_kind"), f"term{number}_"
            if not kind:
                continue
            if kind == ItemKind.PAY and not cleaned.get(f"{prefix}amount"):
                self.add_error(f"{prefix}amount", "支付的请填写金额。")
            dated = (
                cleaned.get(f"{prefix}due_on") or cleaned.get(f"{prefix}on_the_spot") or cleaned.get("instalment_days")
            )
            if not dated:
                self.add_error(f"{prefix}due_on", "请填写履行期限，或勾选当场履行。")
            if cleaned.get(f"{prefix}on_the_spot"):
                if cleaned.get(f"{prefix}due_on") and cleaned[f"{prefix}due_on"] > today():
                    self.add_error(f"{prefix}due_on", "当场履行的，日期不能晚于今天。")
            elif cleaned.get(f"{prefix}proof"):
                self.add_error(f"{prefix}on_the_spot", "上传凭证的请勾选“当场履行”。")
            if cleaned.get(f"{prefix}obligor") and cleaned.get(f"{prefix}obligor") == cleaned.get(f"{prefix}obligee"):
                self.add_error(f"{prefix}obligee", "义务人和权利人不能是同一人。")
        return cleaned

    def warnings(self) -> list[str]:
        """What an agreement should not say, and what a court would send back (9.2)."""
        terms = self.terms()
        said = [self.cleaned_data["facts_text"], self.cleaned_data.get("responsibility", ""), rules.terms_text(terms)]
        unclear = rules.clarity_warning(terms)
        return [*rules.wording_warnings("\n".join(said)), *([unclear] if unclear else ())]

    def given(self) -> dict[str, Any]:
        given = {key: value for key, value in super().given().items() if not re.match(r"term\d_|instalment_days", key)}
        uploads = {number: self.cleaned_data[f"term{number}_proof"] for number in range(1, ROWS + 1)}
        proofs = {
            number: attach(self.case.subject, upload, label=Material.VOUCHER).pk
            for number, upload in uploads.items()
            if upload
        }
        return {**given, "terms": self.terms(proofs)}


class AgreementForm(TermsForm):
    """生成协议书 (第二十九条)."""

    responsibility = text("各方责任", 2, required=False)


class ChangeForm(AgreementForm):
    """变更协议: begins with what is still open of the agreement in force."""

    change_reason = line("变更事由", 200, help_text="为什么变更，如：张某某住院，双方同意延期支付")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        title, names = self.groups[0]
        self.groups = ((title, ("change_reason", *names)), *self.groups[1:])
        old = Agreement.in_hand(self.case.pk)
        if old is None:
            return
        self.fields["facts_text"].initial = old.facts_text
        self.fields["responsibility"].initial = old.responsibility
        left = [item for item in old.items.all() if not item.over(today())]
        for number, item in enumerate(left[:ROWS], 1):
            paid = item.done_amount or 0
            written = {
                "kind": item.kind,
                "obligor": item.obligor,
                "obligee": item.obligee,
                "content": item.content,
                "amount": item.amount - paid if item.amount is not None else None,
                "due_on": max(item.due_on, today()),
            }
            for name, value in written.items():
                self.fields[f"term{number}_{name}"].initial = value
        self.folded -= {title for title, _ in self.groups[1 : len(left) + 1]}


class OralAgreementForm(TermsForm):
    """登记口头协议 (第二十八条)."""

    agreed_at = moment("达成时间", initial=now)


class SignForm(StepForm):
    """登记签名: each party and the mediator, with the day; for a ward the guardian, for others a proxy who may."""

    case: MediationCase
    recorder = line("记录人", 60, initial=own_name)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        agreement = Agreement.to_sign(self.case.pk)
        signed = {each["party"] for each in agreement.party_signs} if agreement else set()
        parties = self.case.dispute.parties_at(agreement.text_at if agreement else None)
        self.waiting = [party for party in parties if str(party.pk) not in signed]
        for party in self.waiting:
            self.fields[f"party_{party.pk.hex}"] = day("签名日期", required=False, initial=today, help_text=UNSIGNED)
            self.fields[f"how_{party.pk.hex}"] = forms.ChoiceField(
                label="签署方式",
                choices=[(how, how) for how in ("签名", "盖章", "按指印")],
                required=False,
            )
            if party.deputy and not party.guardian:
                who = [("", "本人"), (party.deputy, f"委托代理人{party.deputy}")]
                self.fields[f"by_{party.pk.hex}"] = forms.ChoiceField(label="签署人", choices=who, required=False)
        self.guided = bool(agreement and agreement.mediator_signs)
        if not self.guided:
            self.fields["mediator_on"] = day("签名日期", required=False, initial=today, help_text=UNSIGNED)
        self.groups = tuple(self._signers())

    def _signers(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each party, then the mediator with the person who wrote the record."""
        for party in self.waiting:
            title = f"{party.name}（法定代理人{party.guardian}签名）" if party.guardian else party.name
            names = (f"party_{party.pk.hex}", f"how_{party.pk.hex}", f"by_{party.pk.hex}")
            yield title, tuple(name for name in names if name in self.fields)
        yield "人民调解员、记录人", (*(() if self.guided else ("mediator_on",)), "recorder")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):  # an error takes its field out
            if isinstance(value, date) and value > today():
                self.add_error(name, "签名日期晚于今天，请核对。")
        return cleaned

    def given(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        parties = [
            {
                "party": str(party.pk),
                "name": party.name,
                "on": cleaned[f"party_{party.pk.hex}"].isoformat(),
                "how": cleaned[f"how_{party.pk.hex}"] or "签名",
                "by": party.guardian or cleaned.get(f"by_{party.pk.hex}", ""),
            }
            for party in self.waiting
            if cleaned.get(f"party_{party.pk.hex}")
        ]
        chief = self.case.chief_mediator
        mediators = (
            [{"name": chief.name, "on": cleaned["mediator_on"].isoformat()}]
            if chief and not self.guided and cleaned.get("mediator_on")
            else []
        )
        return {"party_signs": parties, "mediator_signs": mediators, "recorder": cleaned["recorder"]}


class SealForm(StepForm):
    """确认盖章: the day the committee's seal was set."""

    sealed_on = day("盖章日期", initial=today)

    def clean_sealed_on(self) -> date:
        value: date = self.cleaned_data["sealed_on"]
        if value > today():
            raise forms.ValidationError("盖章日期晚于今天，请核对。")
        return value

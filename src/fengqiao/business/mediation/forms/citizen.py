"""申请调解 as a citizen is asked: one question a screen, nothing that a villager need look up (群众端)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from fengqiao.business.mediation.forms.fields import PhoneField, line, text
from fengqiao.business.mediation.queries.citizen import Matter, choosable
from fengqiao.business.mediation.terms import Satisfaction
from fengqiao.business.mediation.terms.citizen import StatementKind, Trouble, Wish
from fengqiao.kernel.module.questions import Desk

SUMS = tuple((one, two) for one in range(2, 10) for two in range(2, 10))
DIGITS = "零一二三四五六七八九"
NOT_SO = "不对，请再算一次。"


class Question(forms.Form):
    """One screen: what is asked, and what helps to answer it."""

    ask = ""
    note = ""
    short = ""

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        self.desk = desk


class WhoForm(Question):
    """和谁."""

    ask, short = "和谁有纠纷？", "和谁"
    note = "不知道全名，写平时怎么称呼也行。"

    other_name = line("对方姓名或称呼", 60)
    other_phone = PhoneField("对方电话")


class TroubleForm(Question):
    """什么事."""

    ask, short = "因为什么事？", "什么事"
    note = "选最接近的一个，选错也没关系。"

    trouble = forms.ChoiceField(
        label="因为什么事", choices=Trouble.choices, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )

    def options(self) -> list[tuple[Any, str]]:
        """Each choice with what belongs to it."""
        return list(zip(self["trouble"], [each.examples for each in Trouble], strict=True))


class StoryForm(Question):
    """经过."""

    ask, short = "事情是怎样的？", "经过"
    note = "什么时候开始的，现在怎么样了。像平时说话一样写。"

    story = text("事情经过", 6, min_length=6, max_length=2000)


class PlaceForm(Question):
    """在哪."""

    ask, short = "事情发生在哪里？", "在哪里"
    note = "选村（社区），再写清楚具体地方。"

    village = forms.TypedChoiceField(label="村（社区）", coerce=int, empty_value=None, required=False)
    place_text = line("具体地方", 200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [("", "不清楚"), *self.desk.villages]  # type: ignore[attr-defined]  # a choice


class WishForm(Question):
    """想怎么解决."""

    ask, short = "您想怎么解决？", "想怎么解决"
    note = "可以选几个，也可以自己写。"

    wishes = forms.MultipleChoiceField(
        label="希望对方", choices=Wish.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    wish_text = text("还想说的", 3, max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("wishes") and not cleaned.get("wish_text"):
            raise forms.ValidationError("请选一个，或写一句您的想法。")
        return cleaned


class ContactForm(Question):
    """您是谁."""

    ask, short = "怎么联系您？", "联系方式"
    note = "只给办这件事的工作人员看，不会告诉对方。"

    name = line("您的姓名", 60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneField(
        "您的电话", required=True, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )


QUESTIONS: tuple[type[Question], ...] = (WhoForm, TroubleForm, StoryForm, PlaceForm, WishForm, ContactForm)


class CheckForm(forms.Form):
    """核对: what was said, that it is meant so, and that a person says it.

    `website` is never shown: only a program fills it. A sum is asked where somebody has just applied.
    """

    willing = forms.BooleanField(label="以上是我说的，我自愿申请人民调解", error_messages={"required": "请打勾确认。"})
    website = forms.CharField(label="网址", required=False, max_length=200)
    answer = forms.CharField(
        label="请算一算", max_length=4, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args: Any, sum_of: tuple[int, int] | None = None, **kwargs: Any) -> None:  # Django's own
        super().__init__(*args, **kwargs)
        self.sum_of = sum_of
        if sum_of is None:
            del self.fields["answer"]
        else:
            self.fields["answer"].label = f"{DIGITS[sum_of[0]]}加{DIGITS[sum_of[1]]}等于几？（写数字）"

    def clean_answer(self) -> str:
        given = str(self.cleaned_data["answer"]).strip()
        if self.sum_of and given != str(sum(self.sum_of)):
            raise forms.ValidationError(NOT_SO)
        return given

    @property
    def by_program(self) -> bool:
        """Whether the field was filled that nobody sees."""
        return bool(self.data.get("website"))


class StatementForm(forms.Form):
    """What a party says from outside; the button says what it does."""

    ask = ""
    note = ""
    button = ""
    done = "收到了，工作人员会看到。"

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        self.matter = matter

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)


class AgreeForm(StatementForm):
    """同意调解."""

    ask, button = "您愿意调解吗？", "我愿意调解"
    note = "调解自愿、不收费。谈到一半不想谈了，随时可以不谈。"


class WithdrawForm(StatementForm):
    """不想调解了 (人民调解法 第十七条)."""

    ask, button = "您不想调解了吗？", "我不想调解了"
    note = "您说不，就不再调解。您还可以申请仲裁、行政处理，或者到法院起诉。"

    words = text("为什么（可以不写）", 3, max_length=500, required=False)


class ChooseForm(StatementForm):
    """选调解员."""

    ask, button = "您想请谁来调解？", "就选这一位"
    note = "对方也同意才行；选不定也没关系，调委会会指定。"

    mediator = forms.TypedChoiceField(label="调解员", coerce=UUID, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own arguments
        super().__init__(*args, **kwargs)
        self.roster = choosable(self.matter)
        self.fields["mediator"].choices = [(str(each.key), each.name) for each in self.roster]  # type: ignore[attr-defined]  # a choice
        self.fields["mediator"].widget.attrs["class"] = "form-check-input"

    def options(self) -> list[tuple[Any, str]]:
        """Each mediator with committee and grade."""
        return list(zip(self["mediator"], [each.about for each in self.roster], strict=True))


class ConfirmForm(StatementForm):
    """请求帮助申请司法确认."""

    ask, button = "想让法院确认协议吗？", "请帮我申请"
    note = "协议生效后30天内，双方一起向法院申请，法院确认后对方不履行可以申请强制执行。不收费。"
    done = "收到了，调委会会联系双方一起办。"


class RateForm(StatementForm):
    """评价 (好差评)."""

    ask, button = "您对这次调解满意吗？", "送出评价"
    note = "您怎么评价都不影响协议。"
    done = "谢谢您的评价。"

    choice = forms.ChoiceField(label="满意程度", choices=Satisfaction.choices, widget=forms.RadioSelect)
    words = text("想说的话", 3, max_length=500, required=False)

    def given(self) -> dict[str, Any]:
        given = super().given()
        return {**given, "choice": Satisfaction(given["choice"]).label}


STATEMENTS: dict[StatementKind, type[StatementForm]] = {
    StatementKind.AGREE: AgreeForm,
    StatementKind.WITHDRAW: WithdrawForm,
    StatementKind.CHOOSE: ChooseForm,
    StatementKind.CONFIRM: ConfirmForm,
    StatementKind.RATE: RateForm,
}


class MaterialForm(forms.Form):
    """补充材料."""

    file = forms.FileField(label="照片、录音或文件")
    label = line("这是什么", 30, required=False, help_text="例如：借条、照片、收据")

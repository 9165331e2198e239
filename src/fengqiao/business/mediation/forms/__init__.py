"""What the course of mediation asks for, in official words; labels are the forms' own."""

from fengqiao.business.mediation.forms.after import ArchiveForm, FollowUpForm, PerformanceForm
from fengqiao.business.mediation.forms.agreement import AgreementForm, OralAgreementForm, SealForm, SignForm
from fengqiao.business.mediation.forms.case import (
    AcceptForm,
    ApplyForm,
    DeclineForm,
    EndForm,
    InvestigationForm,
    MeetingForm,
    RightsForm,
)
from fengqiao.business.mediation.forms.clue import ClueForm
from fengqiao.business.mediation.forms.dispute import (
    FoundForm,
    LinkForm,
    OralForm,
    PartyForm,
    ReasonForm,
    RegisterForm,
    RiskForm,
    RouteForm,
)
from fengqiao.business.mediation.forms.intake import ItemForm, LedgerForm

__all__ = [
    "AcceptForm",
    "AgreementForm",
    "ApplyForm",
    "ArchiveForm",
    "ClueForm",
    "DeclineForm",
    "EndForm",
    "FollowUpForm",
    "FoundForm",
    "InvestigationForm",
    "ItemForm",
    "LedgerForm",
    "LinkForm",
    "MeetingForm",
    "OralAgreementForm",
    "OralForm",
    "PartyForm",
    "PerformanceForm",
    "ReasonForm",
    "RegisterForm",
    "RightsForm",
    "RiskForm",
    "RouteForm",
    "SealForm",
    "SignForm",
]

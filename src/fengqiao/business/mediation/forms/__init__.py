"""What the course of mediation asks for, in official words; labels are the forms' own."""

from fengqiao.business.mediation.forms.after import ArchiveForm, FollowUpForm, PerformanceForm
from fengqiao.business.mediation.forms.agreement import (
    AgreementForm,
    ChangeForm,
    OralAgreementForm,
    SealForm,
    SignForm,
)
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
from fengqiao.business.mediation.forms.conduct import AppraisalForm, EvidenceForm, ExtensionForm, RecusalForm
from fengqiao.business.mediation.forms.confirmation import (
    ConfirmationForm,
    CourtAnswerForm,
    EnforcementForm,
    RulingForm,
)
from fengqiao.business.mediation.forms.dispute import (
    ContactForm,
    FeedbackForm,
    FoundForm,
    LinkForm,
    OralForm,
    PartyForm,
    ReasonForm,
    RegisterForm,
    ReportForm,
    RiskForm,
    RouteForm,
)
from fengqiao.business.mediation.forms.inspections import ReturnForm, RoundForm, ZeroForm
from fengqiao.business.mediation.forms.intake import DecideForm, ItemForm, LedgerForm
from fengqiao.business.mediation.forms.prevention import PreventionForm
from fengqiao.business.mediation.forms.review import ReviewForm
from fengqiao.business.mediation.forms.subsidy import (
    ApproveForm,
    BatchForm,
    CallBackForm,
    ClaimForm,
    ClawbackForm,
    OpinionForm,
    PayForm,
    ResubmitForm,
    SampleForm,
    TurnBackForm,
)

__all__ = [
    "AcceptForm",
    "AgreementForm",
    "ApplyForm",
    "AppraisalForm",
    "ApproveForm",
    "ArchiveForm",
    "BatchForm",
    "CallBackForm",
    "ChangeForm",
    "ClaimForm",
    "ClawbackForm",
    "ClueForm",
    "ConfirmationForm",
    "ContactForm",
    "CourtAnswerForm",
    "DecideForm",
    "DeclineForm",
    "EndForm",
    "EnforcementForm",
    "EvidenceForm",
    "ExtensionForm",
    "FeedbackForm",
    "FollowUpForm",
    "FoundForm",
    "InvestigationForm",
    "ItemForm",
    "LedgerForm",
    "LinkForm",
    "MeetingForm",
    "OpinionForm",
    "OralAgreementForm",
    "OralForm",
    "PartyForm",
    "PayForm",
    "PerformanceForm",
    "PreventionForm",
    "ReasonForm",
    "RecusalForm",
    "RegisterForm",
    "ReportForm",
    "ResubmitForm",
    "ReturnForm",
    "ReviewForm",
    "RightsForm",
    "RiskForm",
    "RoundForm",
    "RouteForm",
    "RulingForm",
    "SampleForm",
    "SealForm",
    "SignForm",
    "TurnBackForm",
    "ZeroForm",
]

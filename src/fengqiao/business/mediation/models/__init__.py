"""The records of people's mediation: five different things are all called “a case” in offices; here they stay five."""

from fengqiao.business.mediation.models.agreement import Agreement, Payment, PerformanceItem
from fengqiao.business.mediation.models.case import (
    ArchiveFile,
    CaseFact,
    CaseMediator,
    Evidence,
    FollowUp,
    Investigation,
    MediationCase,
    MediationMeeting,
)
from fengqiao.business.mediation.models.committee import Appointment, MediationCommittee, Mediator
from fengqiao.business.mediation.models.confirmation import JudicialConfirmation
from fengqiao.business.mediation.models.dispute import Dispute, DisputeParty, PartyBefore, bodies_of
from fengqiao.business.mediation.models.hints import AnomalyHint, HintFact
from fengqiao.business.mediation.models.inspection import InspectionReturn, InspectionRound, ReturnFact
from fengqiao.business.mediation.models.intake import IntakeFact, IntakeItem
from fengqiao.business.mediation.models.matching import LinkDecision
from fengqiao.business.mediation.models.prevention import Prevention, PreventionFact
from fengqiao.business.mediation.models.registers import Discipline, MediationCenter, MediationRoom, Training
from fengqiao.business.mediation.models.review import FileReview
from fengqiao.business.mediation.models.risk import Contact, MajorReport, RiskAssessment
from fengqiao.business.mediation.models.statement import Statement
from fengqiao.business.mediation.models.subsidy import (
    CallBack,
    ClaimFact,
    ClaimShare,
    Clawback,
    SubsidyBatch,
    SubsidyClaim,
)

__all__ = [
    "Agreement",
    "AnomalyHint",
    "Appointment",
    "ArchiveFile",
    "CallBack",
    "CaseFact",
    "CaseMediator",
    "ClaimFact",
    "ClaimShare",
    "Clawback",
    "Contact",
    "Discipline",
    "Dispute",
    "DisputeParty",
    "Evidence",
    "FileReview",
    "FollowUp",
    "HintFact",
    "InspectionReturn",
    "InspectionRound",
    "IntakeFact",
    "IntakeItem",
    "Investigation",
    "JudicialConfirmation",
    "LinkDecision",
    "MajorReport",
    "MediationCase",
    "MediationCenter",
    "MediationCommittee",
    "MediationMeeting",
    "MediationRoom",
    "Mediator",
    "PartyBefore",
    "Payment",
    "PerformanceItem",
    "Prevention",
    "PreventionFact",
    "ReturnFact",
    "RiskAssessment",
    "Statement",
    "SubsidyBatch",
    "SubsidyClaim",
    "Training",
    "bodies_of",
]

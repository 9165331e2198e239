"""The records of people's mediation: five different things are all called “a case” in offices; here they stay five."""

from fengqiao.business.mediation.models.agreement import Agreement, PerformanceItem
from fengqiao.business.mediation.models.case import (
    ArchiveFile,
    CaseFact,
    CaseMediator,
    FollowUp,
    Investigation,
    MediationCase,
    MediationMeeting,
)
from fengqiao.business.mediation.models.committee import Appointment, MediationCommittee, Mediator
from fengqiao.business.mediation.models.dispute import Dispute, DisputeParty, RiskAssessment
from fengqiao.business.mediation.models.intake import IntakeItem
from fengqiao.business.mediation.models.registers import Discipline, MediationCenter, MediationRoom, Training

__all__ = [
    "Agreement",
    "Appointment",
    "ArchiveFile",
    "CaseFact",
    "CaseMediator",
    "Discipline",
    "Dispute",
    "DisputeParty",
    "FollowUp",
    "IntakeItem",
    "Investigation",
    "MediationCase",
    "MediationCenter",
    "MediationCommittee",
    "MediationMeeting",
    "MediationRoom",
    "Mediator",
    "PerformanceItem",
    "RiskAssessment",
    "Training",
]

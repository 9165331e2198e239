"""What becomes of a mediator's record (人民调解法 第十四、十五条): changes, grade, training, discipline."""

from __future__ import annotations

from datetime import date
from typing import Any

from fengqiao.business.mediation.models import Appointment, Discipline, Mediator, Training
from fengqiao.business.mediation.services.changes import revise
from fengqiao.business.mediation.services.committee import release
from fengqiao.business.mediation.terms import DisciplineGround, DisciplineMeasure, MediatorGrade, TrainingKind
from fengqiao.kernel.journal.events import announce, lock, record
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import one_act


def change_mediator(mediator: Mediator, **given: Any) -> Mediator:  # columns
    """变更登记: what a mediator's record says; the identity number stays what it is."""
    with one_act():
        subject = lock(mediator.pk)
        if fields := revise(mediator, given):
            event = announce(uuid7())
            mediator.save()
            if mediator.name != subject.title:
                subject.title = mediator.name
                subject.save(update_fields=["title"])
            record(subject, "mediation.mediator.change", key=event, fields=fields)
    return mediator


def grade_mediator(mediator: Mediator, *, grade: str, grade_on: date, grade_by: str) -> Mediator:
    """评定等级: the grade, its day and who gave it; the earlier ones stay in the history."""
    with one_act():
        subject, event = lock(mediator.pk), announce(uuid7())
        mediator.grade, mediator.grade_on, mediator.grade_by = grade, grade_on, grade_by
        mediator.save(update_fields=["grade", "grade_on", "grade_by"])
        label = MediatorGrade(grade).label
        record(subject, "mediation.mediator.grade", key=event, grade=label, by=grade_by, on=grade_on.isoformat())
    return mediator


def train(mediator: Mediator, *, kind: str, topic: str, **given: Any) -> Training:  # columns
    """登记培训."""
    with one_act():
        subject, event = lock(mediator.pk), announce(uuid7())
        training = Training.objects.create(subject=subject, mediator=mediator, kind=kind, topic=topic, **given)
        record(subject, "mediation.mediator.train", key=event, kind=TrainingKind(kind).label, said=topic)
    return training


def discipline(
    mediator: Mediator, *, ground: str, facts_text: str, measure: str, decided_on: date, decided_by: str
) -> Discipline:
    """登记处理 (第十五条): on one of four grounds; 罢免 and 解聘 end every appointment."""
    with one_act():
        subject, event = lock(mediator.pk), announce(uuid7())
        made = Discipline.objects.create(
            subject=subject,
            mediator=mediator,
            ground=ground,
            facts_text=facts_text,
            measure=measure,
            decided_on=decided_on,
            decided_by=decided_by,
        )
        record(
            subject,
            "mediation.mediator.discipline",
            key=event,
            measure=DisciplineMeasure(measure).label,
            ground=DisciplineGround(ground).label,
            by=decided_by,
        )
        if why := DisciplineMeasure(measure).ends:
            standing = Appointment.objects.filter(mediator=mediator, ended_on=None)
            for each in standing.select_related("mediator", "committee").order_by("committee"):
                release(each, ended_on=max(decided_on, each.engaged_on), end_reason=why)
    return made

"""Facts: the narrow, versioned rows every figure reads; written by the database, placed by the sequencer (事实)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import F

from fengqiao.kernel.journal.models import Listed, Subject
from fengqiao.kernel.places.keys import uuid7
from fengqiao.kernel.places.scope import now

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fact(Listed):
    """What a matter looked like from one event to the next.

    `region_code` is where it happened and is what figures count by; `scope_code` only says who may read the row.
    Positions are the clock: a figure as of a position reads the rows with from_position <= it < to_position.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    region_code = models.BigIntegerField()
    event = models.UUIDField()
    until_event = models.UUIDField(null=True)
    from_position = models.BigIntegerField(null=True)
    to_position = models.BigIntegerField(null=True)

    columns: ClassVar[Sequence[str]] = ()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["subject"], name="%(class)s_subject"),
            models.Index(F("county"), name="%(class)s_county", condition=models.Q(until_event=None)),
            models.Index(fields=["event"], name="%(class)s_event", condition=models.Q(from_position=None)),
            models.Index(
                fields=["until_event"],
                name="%(class)s_until",
                condition=models.Q(until_event__isnull=False, to_position=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.event}"


def written_by(fact: type[Fact], *, region: str = "abs(NEW.scope_code)") -> list[pgtrigger.Trigger]:
    """The trigger on a case's table that writes its facts: loads and SQL are covered as well as services.

    A change of a counted column outside an announced event is refused: no figure that nobody can trace. The loader
    writes facts itself and is let through. The version that ends is looked for between the matter's own key and the
    event's first, because that leaves few months of a table in parts; what a clock put elsewhere is found after it.
    """
    table, columns = fact._meta.db_table, fact.columns
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    body = f"""
        current_event := nullif(current_setting('fengqiao.event', true), '')::uuid;
        IF TG_OP = 'UPDATE' AND ROW({new}) IS NOT DISTINCT FROM ROW({old}) THEN
            RETURN NEW;
        END IF;
        IF current_event IS NULL THEN
            RAISE EXCEPTION 'a counted column of % changes only with an event', TG_TABLE_NAME;
        END IF;
        IF TG_OP = 'UPDATE' THEN
            UPDATE {table} SET ({names}) = ROW({new})
                WHERE id = current_event AND subject_id = NEW.subject_id AND until_event IS NULL;
            IF FOUND THEN
                RETURN NEW;
            END IF;
            UPDATE {table} SET until_event = current_event WHERE subject_id = NEW.subject_id AND until_event IS NULL
                AND id BETWEEN NEW.subject_id AND current_event;
            IF NOT FOUND THEN
                UPDATE {table} SET until_event = current_event
                    WHERE subject_id = NEW.subject_id AND until_event IS NULL;
            END IF;
        END IF;
        INSERT INTO {table} (id, subject_id, scope_code, region_code, event, {names})
            VALUES (current_event, NEW.subject_id, NEW.scope_code, {region}, current_event, {new});
        RETURN NEW;
    """  # noqa: S608 — identifiers of our own models
    return [
        pgtrigger.Trigger(
            name="facts",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update,
            declare=[("current_event", "uuid")],
            condition=pgtrigger.Condition("current_user <> 'fengqiao_loader'"),
            func=body,
        )
    ]


def stamps() -> list[str]:
    """The statements by which the sequencer gives facts their position, from and to, in the pass that places events."""
    pairs = (("event", "from_position"), ("until_event", "to_position"))
    return [
        f"update {model._meta.db_table} f set {stamped} = p.position"  # noqa: S608 — identifiers of our own models
        f" from unnest(%s::uuid[], %s::bigint[]) p(id, position) where f.{event} = p.id and f.{stamped} is null"
        for model in apps.get_models()
        if issubclass(model, Fact)
        for event, stamped in pairs
    ]


class Period(models.Model):
    """A reporting period with its cut-off and lock (统计期)."""

    key = models.CharField(primary_key=True, max_length=20)  # 2026-06, 2026-Q2, 2026
    label = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    cutoff_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    position = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("starts_on",)

    def __str__(self) -> str:
        return self.label

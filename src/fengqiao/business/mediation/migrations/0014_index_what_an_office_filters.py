"""Filter and order of an office's lists from one index: a type, a grade of risk, a result; the red ones in hand."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

IN_HAND = models.Q(("closed_at", None))


def newest(name: str, place: str, column: str, condition: models.Q | None = None) -> models.Index:
    return models.Index(
        models.F(place),
        models.F(column),
        models.OrderBy(models.F("opened_at"), descending=True),
        models.OrderBy(models.F("subject"), descending=True),
        name=name,
        condition=condition,
    )


class Migration(migrations.Migration):
    atomic = False  # built beside the running office

    dependencies = [("mediation", "0013_partner_items")]

    operations = [
        AddIndexConcurrently(model_name="dispute", index=newest("dispute_town_type", "town", "dispute_type")),
        AddIndexConcurrently(model_name="dispute", index=newest("dispute_town_risk", "town", "risk")),
        AddIndexConcurrently(model_name="dispute", index=newest("dispute_county_risk", "county", "risk")),
        AddIndexConcurrently(model_name="dispute", index=newest("dispute_town_watched", "town", "risk", IN_HAND)),
        AddIndexConcurrently(model_name="dispute", index=newest("dispute_county_watched", "county", "risk", IN_HAND)),
        RemoveIndexConcurrently(model_name="dispute", name="mediation_dispute_risk"),
        AddIndexConcurrently(model_name="mediationcase", index=newest("case_town_type", "town", "dispute_type")),
        AddIndexConcurrently(model_name="mediationcase", index=newest("case_town_outcome", "town", "outcome")),
    ]

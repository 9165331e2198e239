"""Constant cost of the lists while the years pile up: what is in hand, a type, a grade, a risk, a result."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running office

    dependencies = [
        ("casework", "0006_find_subjects_of_a_kind"),
        ("identity", "0002_policies"),
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0002_grants_name_the_root"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="dispute",
            index=models.Index(
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="dispute_time",
            ),
        ),
        AddIndexConcurrently(
            model_name="dispute",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="dispute_town_open",
            ),
        ),
        AddIndexConcurrently(
            model_name="dispute",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="dispute_county_open",
            ),
        ),
        AddIndexConcurrently(
            model_name="dispute",
            index=models.Index(
                models.F("county"),
                models.F("dispute_type"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="mediation_dispute_type",
            ),
        ),
        AddIndexConcurrently(
            model_name="dispute",
            index=models.Index(
                models.F("county"),
                models.F("difficulty"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="mediation_dispute_difficulty",
            ),
        ),
        AddIndexConcurrently(
            model_name="dispute",
            index=models.Index(
                models.F("county"),
                models.F("risk"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("risk", "blue"), _negated=True),
                name="mediation_dispute_risk",
            ),
        ),
        AddIndexConcurrently(
            model_name="intakeitem",
            index=models.Index(
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="intakeitem_time",
            ),
        ),
        AddIndexConcurrently(
            model_name="intakeitem",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="intakeitem_town_open",
            ),
        ),
        AddIndexConcurrently(
            model_name="intakeitem",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="intakeitem_county_open",
            ),
        ),
        AddIndexConcurrently(
            model_name="mediationcase",
            index=models.Index(
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="mediationcase_time",
            ),
        ),
        AddIndexConcurrently(
            model_name="mediationcase",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="mediationcase_town_open",
            ),
        ),
        AddIndexConcurrently(
            model_name="mediationcase",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="mediationcase_county_open",
            ),
        ),
        AddIndexConcurrently(
            model_name="mediationcase",
            index=models.Index(
                models.F("county"),
                models.F("dispute_type"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="mediation_case_type",
            ),
        ),
        AddIndexConcurrently(
            model_name="mediationcase",
            index=models.Index(
                models.F("county"),
                models.F("outcome"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="mediation_case_outcome",
            ),
        ),
    ]

"""What a new matter is compared with: the disputes of its village, the items of its people."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # built beside the running office

    dependencies = [("mediation", "0008_decide_what_is_one_quarrel")]

    operations = [
        AddIndexConcurrently(
            model_name="dispute",
            index=models.Index(
                models.F("place_code"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="mediation_dispute_place",
            ),
        ),
        AddIndexConcurrently(
            model_name="intakeitem",
            index=models.Index(fields=["dispute"], name="mediation_item_dispute"),
        ),
        AddIndexConcurrently(
            model_name="intakeitem",
            index=models.Index(fields=["reporter_phone_index"], name="mediation_item_phone"),
        ),
        AddIndexConcurrently(
            model_name="intakeitem",
            index=models.Index(fields=["reporter_id_number_index"], name="mediation_item_id"),
        ),
    ]

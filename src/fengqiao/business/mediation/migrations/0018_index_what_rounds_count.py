"""The clues of a place in the period of a round are found along an index, built beside the running office."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("mediation", "0017_inspections")]

    operations = [
        AddIndexConcurrently(
            model_name="intakeitem",
            index=models.Index(
                condition=models.Q(("source", "1")),
                fields=["place_code", "received_on"],
                name="mediation_item_inspected",
            ),
        ),
    ]

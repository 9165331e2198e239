"""The two functions that look beyond scope look into pg_temp last: no temporary table stands in for a register."""

from django.db import migrations

FUNCTIONS = ("mediation_mediator_known(bytea)", "mediation_dispute_subsidised(uuid)")
PATH = "alter function {} set search_path = public"


class Migration(migrations.Migration):
    dependencies = [("mediation", "0026_count_facts_of_sealed_matters_where_they_happened")]

    operations = [
        migrations.RunSQL(PATH.format(function) + ", pg_temp", PATH.format(function)) for function in FUNCTIONS
    ]

"""A grant holds for the whole matter, what is opened later too."""

from __future__ import annotations

from django.db import migrations

from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [("mediation", "0001_initial"), ("journal", "0002_grants_name_the_root")]

    operations = [
        rls.renewed(
            listed=[
                "mediation_mediationcommittee",
                "mediation_mediator",
                "mediation_intakeitem",
                "mediation_dispute",
                "mediation_mediationcase",
                "mediation_casefact",
            ],
            hanging=[
                "mediation_appointment",
                "mediation_disputeparty",
                "mediation_riskassessment",
                "mediation_casemediator",
                "mediation_mediationmeeting",
                "mediation_investigation",
                "mediation_followup",
                "mediation_archivefile",
                "mediation_agreement",
                "mediation_performanceitem",
            ],
        ),
    ]

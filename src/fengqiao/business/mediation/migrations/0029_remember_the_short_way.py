"""Which cases were registered on one screen: those agreed by word of mouth without a meeting."""

from django.db import migrations, models

ON_ONE_SCREEN = """
    alter table mediation_mediationcase no force row level security;
    alter table mediation_mediationmeeting no force row level security;
    update mediation_mediationcase c set light_path = true where agreement_form = 'oral'
        and not exists (select from mediation_mediationmeeting m where m.subject_id = c.subject_id);
    set constraints all immediate;
    alter table mediation_mediationcase force row level security;
    alter table mediation_mediationmeeting force row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("mediation", "0028_pay_in_parts")]

    operations = [
        migrations.AddField(
            model_name="mediationcase",
            name="light_path",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="口头调解登记"),
        ),
        migrations.RunSQL(ON_ONE_SCREEN, migrations.RunSQL.noop),
    ]

"""Whoever handed a matter over still reads the hand-over after custody went with it (流转)."""

from django.db import migrations

from fengqiao.kernel.journal import rls

OWN = rls.SETTING.format("organization")
RECEIVED = f"in_scope(scope_code) or in_scope(to_code) or to_organization_id = {OWN}::uuid"


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_index_what_is_counted")]

    operations = [
        migrations.RunSQL(
            f"alter policy reading on casework_referral using ({RECEIVED} or organization_id = {OWN}::uuid)",
            f"alter policy reading on casework_referral using ({RECEIVED})",
        ),
    ]

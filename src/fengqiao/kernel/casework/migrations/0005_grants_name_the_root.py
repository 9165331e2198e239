"""A grant holds for the whole matter, what is opened later too."""

from __future__ import annotations

from django.db import migrations

from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_receipts_are_purged"), ("journal", "0002_grants_name_the_root")]

    operations = [
        rls.renewed(listed=["casework_task"], hanging=["casework_amendment", "casework_number", "casework_attachment"]),
    ]

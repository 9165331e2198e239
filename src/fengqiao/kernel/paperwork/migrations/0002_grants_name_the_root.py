"""A grant holds for the whole matter, what is opened later too."""

from __future__ import annotations

from django.db import migrations

from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [("paperwork", "0001_initial"), ("journal", "0002_grants_name_the_root")]

    operations = [
        rls.renewed(hanging=["paperwork_issued"]),
    ]

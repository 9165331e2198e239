"""The loader too neither changes nor deletes events, readings and facts, through the parent or in a partition.

`schema.migrate` calls the function for every partitioned table there is, so those made before lose the rights as well.
"""

from __future__ import annotations

from django.db import migrations

from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_grants_name_the_root")]

    operations = [migrations.RunSQL(rls.PARTITIONS.sql, migrations.RunSQL.noop)]

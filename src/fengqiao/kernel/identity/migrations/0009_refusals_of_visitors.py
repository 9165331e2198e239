"""A shut door is noted of people without an account too."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations import RunSQL

from fengqiao.kernel.journal import rls

WHO = rls.SETTING.format("post")


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0008_acts_on_organizations_and_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="refusal",
            name="visitor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.visitor",
            ),
        ),
        migrations.AlterField(
            model_name="refusal",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.post"
            ),
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("post", None), ("visitor__isnull", False)),
                    models.Q(("post__isnull", False), ("visitor", None)),
                    _connector="OR",
                ),
                name="identity_refusal_of_one",
            ),
        ),
        RunSQL(
            f"alter policy adding on identity_refusal with check ({WHO}::uuid in (post_id, visitor_id))",
            f"alter policy adding on identity_refusal with check (post_id = {WHO}::uuid)",
        ),
    ]

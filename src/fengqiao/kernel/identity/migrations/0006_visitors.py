"""People without an account, found by the digest of number and code before any scope is open."""

from django.db import migrations, models
from django.db.migrations.operations import RunSQL

import fengqiao.kernel.places.keys
import fengqiao.kernel.places.scope
import fengqiao.kernel.privacy.fields
import fengqiao.kernel.privacy.keys
from fengqiao.kernel.journal import rls

OWN = f"in_scope(scope_code) or id = {rls.SETTING.format('post')}::uuid"

VISITOR_BY_DIGEST = RunSQL(
    """
    create policy finding on identity_visitor for select to fengqiao_owner using (true);
    create function identity_visitor_of(wanted bytea) returns uuid
      language sql stable security definer set search_path = public, pg_temp as $$
        select id from identity_visitor where digest = wanted
      $$;
    revoke all on function identity_visitor_of(bytea) from public;
    grant execute on function identity_visitor_of(bytea) to fengqiao_app;
    """,
    "drop function identity_visitor_of(bytea); drop policy finding on identity_visitor;",
)


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0005_give_a_reason"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visitor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("scope_code", models.BigIntegerField()),
                ("area", models.CharField(max_length=40, verbose_name="业务")),
                ("number", models.CharField(max_length=60, verbose_name="受理号")),
                ("digest", models.BinaryField(unique=True)),
                ("key", models.BinaryField(default=fengqiao.kernel.privacy.keys.new_wrapped, editable=False)),
                (
                    "phone",
                    fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="phone", verbose_name="联系电话"),
                ),
                ("by_text", models.BooleanField(default=False, verbose_name="同意短信通知")),
                ("made_at", models.DateTimeField(default=fengqiao.kernel.places.scope.now)),
                ("until", models.DateTimeField(verbose_name="有效期至")),
            ],
            options={
                "indexes": [models.Index(fields=["scope_code"], name="identity_visitor_scope")],
            },
        ),
        rls.custom("identity_visitor", read=OWN, add=OWN, change=OWN),
        VISITOR_BY_DIGEST,
        RunSQL(
            "grant delete on identity_bucket to fengqiao_app;",
            "revoke delete on identity_bucket from fengqiao_app;",
        ),
    ]

"""以案定补: claims with their shares, batches, call-backs and clawbacks; one dispute is subsidised once.

Whether a dispute has been claimed for is asked beyond one's own range (decisions on identity): the function runs as
the owner, names the batch that paid and never says where. What was merged into one dispute counts as one.
"""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import fengqiao.kernel.places.keys
from fengqiao.kernel.journal import rls

FUNCTION = """
create policy subsidising on mediation_dispute for select to current_user using (true);
create policy subsidising on mediation_linkdecision for select to current_user using (true);
create policy subsidising on mediation_subsidyclaim for select to current_user using (true);
create function mediation_dispute_subsidised(wanted uuid) returns text
language sql stable security definer set search_path = public as $$
  with recursive one_quarrel(dispute) as (
    select wanted
    union
    select case when l.subject_id = q.dispute then l.right_id else l.subject_id end
    from one_quarrel q
    join mediation_linkdecision l on q.dispute in (l.subject_id, l.right_id)
    where l.decision = 'same' and l.reversed_at is null
  )
  select coalesce(max(c.batch_name) filter (where c.state = 'paid'), '')
  from one_quarrel q join mediation_subsidyclaim c on c.dispute_id = q.dispute
  where c.state in ('applied', 'checked', 'verified', 'approved', 'listed', 'paid')
  having count(*) > 0
$$;
revoke execute on function mediation_dispute_subsidised(uuid) from public;
grant execute on function mediation_dispute_subsidised(uuid) to fengqiao_app;
"""
GONE = """
drop function mediation_dispute_subsidised(uuid);
drop policy subsidising on mediation_dispute;
drop policy subsidising on mediation_linkdecision;
drop policy subsidising on mediation_subsidyclaim;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_partners"),
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0020_prevented"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubsidyBatch",
            fields=[
                ("scope_code", models.BigIntegerField()),
                (
                    "town",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("scope_code"), "/", models.Value(1000000)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "county",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("scope_code"), "/", models.Value(1000000000)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="journal.subject",
                    ),
                ),
                ("state", models.CharField(max_length=30, verbose_name="状态")),
                ("version", models.IntegerField(default=1)),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("name", models.CharField(max_length=20, verbose_name="批次")),
                ("public_on", models.DateField(verbose_name="公示日期")),
                ("public_until", models.DateField(verbose_name="公示至")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="发放日期")),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.post",
                        verbose_name="承办人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Clawback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="申报编号")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="金额（元）"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("on", models.DateField(verbose_name="日期")),
                ("paid", models.BooleanField(verbose_name="发放后追回")),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.subject",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clawbacks",
                        to="mediation.subsidybatch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("party", models.CharField(max_length=100, verbose_name="回访对象")),
                (
                    "result",
                    models.CharField(
                        choices=[("true", "属实"), ("denied", "当事人否认调解"), ("unreached", "未联系上")],
                        max_length=20,
                        verbose_name="结果",
                    ),
                ),
                ("said", models.TextField(verbose_name="回访情况")),
                ("at", models.DateTimeField(verbose_name="回访时间")),
                ("post", models.UUIDField(null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.subject",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mediation.subsidybatch"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SubsidyClaim",
            fields=[
                ("scope_code", models.BigIntegerField()),
                (
                    "town",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("scope_code"), "/", models.Value(1000000)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "county",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("scope_code"), "/", models.Value(1000000000)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="journal.subject",
                    ),
                ),
                ("state", models.CharField(max_length=30, verbose_name="状态")),
                ("version", models.IntegerField(default=1)),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("case_number", models.CharField(max_length=60, verbose_name="卷号")),
                (
                    "difficulty",
                    models.CharField(
                        choices=[("1", "简单"), ("2", "一般"), ("3", "疑难"), ("4", "重大")],
                        max_length=1,
                        verbose_name="难易程度",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        blank=True,
                        choices=[("written", "书面"), ("oral", "口头")],
                        max_length=20,
                        verbose_name="协议形式",
                    ),
                ),
                ("success", models.BooleanField(verbose_name="调解成功")),
                ("claimed_by", models.UUIDField(null=True, verbose_name="申报人")),
                ("claimed_on", models.DateField(verbose_name="申报日期")),
                (
                    "base",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="补贴标准"),
                ),
                (
                    "bonus",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="奖励"),
                ),
                (
                    "deduct",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="扣减"),
                ),
                ("adjust_reason", models.CharField(blank=True, max_length=200, verbose_name="奖励、扣减理由")),
                (
                    "total",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="补贴金额"),
                ),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="审定日期")),
                (
                    "sampling",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "通过"), ("doubtful", "存疑")],
                        max_length=10,
                        verbose_name="市级抽查",
                    ),
                ),
                ("batch_name", models.CharField(blank=True, max_length=20, verbose_name="批次")),
                ("drawn", models.BooleanField(default=False, verbose_name="抽中回访")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="发放日期")),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="mediation.subsidybatch",
                        verbose_name="发放批次",
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mediation.mediationcommittee",
                        verbose_name="调委会",
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mediation.dispute",
                        verbose_name="纠纷",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.post",
                        verbose_name="承办人",
                    ),
                ),
                (
                    "mediation_case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="mediation.mediationcase",
                        verbose_name="案件",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClaimFact",
            fields=[
                ("scope_code", models.BigIntegerField()),
                (
                    "town",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("scope_code"), "/", models.Value(1000000)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "county",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("scope_code"), "/", models.Value(1000000000)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("region_code", models.BigIntegerField()),
                ("event", models.UUIDField()),
                ("until_event", models.UUIDField(null=True)),
                ("from_position", models.BigIntegerField(null=True)),
                ("to_position", models.BigIntegerField(null=True)),
                ("claimed_on", models.DateField(null=True)),
                ("approved_on", models.DateField(null=True)),
                ("paid_on", models.DateField(null=True)),
                ("state", models.CharField(max_length=30)),
                ("difficulty", models.CharField(max_length=1)),
                ("total", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.subject",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["subject"], name="claimfact_subject"),
                    models.Index(
                        models.F("county"), condition=models.Q(("until_event", None)), name="claimfact_county"
                    ),
                    models.Index(condition=models.Q(("from_position", None)), fields=["event"], name="claimfact_event"),
                    models.Index(
                        condition=models.Q(("to_position", None), ("until_event__isnull", False)),
                        fields=["until_event"],
                        name="claimfact_until",
                    ),
                    models.Index(
                        condition=models.Q(("until_event", None)),
                        fields=["county", "approved_on"],
                        name="mediation_claim_approved",
                    ),
                ],
            },
        ),
        rls.partitioned("mediation_claimfact"),
        migrations.CreateModel(
            name="ClaimShare",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="份额（%）")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=14, verbose_name="金额（元）"
                    ),
                ),
                ("current", models.BooleanField(default=True, verbose_name="有效")),
                (
                    "mediator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mediation.mediator",
                        verbose_name="领款人",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="journal.subject",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "mediator"), name="mediation_share_once"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="mediation_share_percent"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="subsidybatch",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="subsidybatch_town",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidybatch",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="subsidybatch_county",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidybatch",
            index=models.Index(
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="subsidybatch_time",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidybatch",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="subsidybatch_town_open",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidybatch",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="subsidybatch_county_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidybatch",
            constraint=models.UniqueConstraint(fields=("scope_code", "name"), name="mediation_batch_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subsidybatch",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{public:paid}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="84d347e949002331288f8cc1c65a003837be1400",
                    operation="UPDATE",
                    pgid="pgtrigger_course_0ca19",
                    table="mediation_subsidybatch",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subsidybatch",
            trigger=pgtrigger.compiler.Trigger(
                name="birth",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.state <> 'public' and current_user <> 'fengqiao_loader')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="0c467f4d06bedd5253dd91191ca8bf475811ce74",
                    operation="INSERT",
                    pgid="pgtrigger_birth_d16bf",
                    table="mediation_subsidybatch",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="clawback",
            index=models.Index(fields=["batch", "on"], name="mediation_clawback_batch"),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["subject", "at"], name="mediation_callback_subject"),
        ),
        migrations.AddIndex(
            model_name="subsidyclaim",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="subsidyclaim_town",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidyclaim",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="subsidyclaim_county",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidyclaim",
            index=models.Index(
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="subsidyclaim_time",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidyclaim",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="subsidyclaim_town_open",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidyclaim",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="subsidyclaim_county_open",
            ),
        ),
        migrations.AddIndex(
            model_name="subsidyclaim",
            index=models.Index(fields=["county", "state"], name="mediation_claim_county_state"),
        ),
        migrations.AddConstraint(
            model_name="subsidyclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["applied", "checked", "verified", "approved", "listed", "paid"])),
                fields=("dispute",),
                name="mediation_claim_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidyclaim",
            constraint=models.CheckConstraint(condition=models.Q(("total__gte", 0)), name="mediation_claim_total"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subsidyclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{applied:checked,applied:returned,applied:withdrawn,approved:listed,approved:returned,checked:returned,checked:verified,checked:withdrawn,listed:paid,listed:returned,paid:reclaimed,returned:applied,returned:withdrawn,verified:approved,verified:returned,verified:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="e51ad4ef2f7b338cb8b07cc52b23ecb3041a7b4e",
                    operation="UPDATE",
                    pgid="pgtrigger_course_bc9e2",
                    table="mediation_subsidyclaim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subsidyclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="birth",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.state <> 'applied' and current_user <> 'fengqiao_loader')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="caf3ae0e93e51d2fa8316d8de64b217cc117bf70",
                    operation="INSERT",
                    pgid="pgtrigger_birth_ad67e",
                    table="mediation_subsidyclaim",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subsidyclaim",
            trigger=pgtrigger.compiler.Trigger(
                name="facts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (current_user <> 'fengqiao_loader')",
                    declare="DECLARE current_event uuid;",
                    func="\n        current_event := nullif(current_setting('fengqiao.event', true), '')::uuid;\n        IF TG_OP = 'UPDATE' AND ROW(NEW.claimed_on, NEW.approved_on, NEW.paid_on, NEW.state, NEW.difficulty, NEW.total) IS NOT DISTINCT FROM ROW(OLD.claimed_on, OLD.approved_on, OLD.paid_on, OLD.state, OLD.difficulty, OLD.total) THEN\n            RETURN NEW;\n        END IF;\n        IF current_event IS NULL THEN\n            RAISE EXCEPTION 'a counted column of % changes only with an event', TG_TABLE_NAME;\n        END IF;\n        UPDATE mediation_claimfact SET (claimed_on, approved_on, paid_on, state, difficulty, total) = ROW(NEW.claimed_on, NEW.approved_on, NEW.paid_on, NEW.state, NEW.difficulty, NEW.total)\n            WHERE subject_id = NEW.subject_id AND event = current_event AND until_event IS NULL;\n        IF FOUND THEN\n            RETURN NEW;\n        END IF;\n        UPDATE mediation_claimfact SET until_event = current_event WHERE subject_id = NEW.subject_id AND until_event IS NULL;\n        INSERT INTO mediation_claimfact (id, subject_id, scope_code, region_code, event, claimed_on, approved_on, paid_on, state, difficulty, total)\n            VALUES (current_event, NEW.subject_id, NEW.scope_code, NEW.scope_code, current_event, NEW.claimed_on, NEW.approved_on, NEW.paid_on, NEW.state, NEW.difficulty, NEW.total);\n        RETURN NEW;\n    ",
                    hash="aa73be02f904727d4ba8aa8a4a858106e02d2ff6",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_facts_53ea9",
                    table="mediation_subsidyclaim",
                    when="AFTER",
                ),
            ),
        ),
        rls.listed("mediation_claimfact"),
        rls.listed("mediation_subsidybatch"),
        rls.listed("mediation_subsidyclaim"),
        rls.hanging("mediation_claimshare"),
        rls.hanging("mediation_callback"),
        rls.hanging("mediation_clawback"),
        rls.stamped("mediation_claimfact", "claimed_on", "approved_on", "paid_on", "state", "difficulty", "total"),
        migrations.RunSQL(FUNCTION, GONE),
    ]

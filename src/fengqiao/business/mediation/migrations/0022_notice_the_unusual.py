"""异常提示: what the daily comparison of a county's cases noticed; it lies with the county bureau."""

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import fengqiao.kernel.places.keys
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_partners"),
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0021_pay_by_the_case"),
    ]

    operations = [
        migrations.CreateModel(
            name="HintFact",
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
                ("found_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("state", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=20)),
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
            },
        ),
        rls.partitioned("mediation_hintfact"),
        migrations.CreateModel(
            name="AnomalyHint",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("alike", "协议文本高度相似"),
                            ("many", "单日受理件数偏多"),
                            ("apart", "同一时段调解地点相距较远"),
                            ("phone", "同一电话多人使用"),
                            ("one_village", "案件集中于一村"),
                        ],
                        max_length=20,
                        verbose_name="情形",
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("what", models.CharField(max_length=300, verbose_name="提示内容")),
                ("cases", models.JSONField(default=list, verbose_name="涉及案件")),
                ("found_on", models.DateField(verbose_name="提示日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="核查日期")),
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
                    "mediator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mediation.mediator",
                        verbose_name="调解员",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        models.F("town"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        name="anomalyhint_town",
                    ),
                    models.Index(
                        models.F("county"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        name="anomalyhint_county",
                    ),
                    models.Index(
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        name="anomalyhint_time",
                    ),
                    models.Index(
                        models.F("town"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="anomalyhint_town_open",
                    ),
                    models.Index(
                        models.F("county"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="anomalyhint_county_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("scope_code", "kind", "key"), name="mediation_hint_once")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="anomalyhint",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:true,open:untrue}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="a9d020e73adb6e22af961fbdd20f399be99da802",
                    operation="UPDATE",
                    pgid="pgtrigger_course_568ad",
                    table="mediation_anomalyhint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="anomalyhint",
            trigger=pgtrigger.compiler.Trigger(
                name="birth",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.state <> 'open' and current_user <> 'fengqiao_loader')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="391926493fac1516f78c5b1f153dd95885db0351",
                    operation="INSERT",
                    pgid="pgtrigger_birth_53839",
                    table="mediation_anomalyhint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="anomalyhint",
            trigger=pgtrigger.compiler.Trigger(
                name="facts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (current_user <> 'fengqiao_loader')",
                    declare="DECLARE current_event uuid;",
                    func="\n        current_event := nullif(current_setting('fengqiao.event', true), '')::uuid;\n        IF TG_OP = 'UPDATE' AND ROW(NEW.found_on, NEW.closed_on, NEW.state, NEW.kind) IS NOT DISTINCT FROM ROW(OLD.found_on, OLD.closed_on, OLD.state, OLD.kind) THEN\n            RETURN NEW;\n        END IF;\n        IF current_event IS NULL THEN\n            RAISE EXCEPTION 'a counted column of % changes only with an event', TG_TABLE_NAME;\n        END IF;\n        UPDATE mediation_hintfact SET (found_on, closed_on, state, kind) = ROW(NEW.found_on, NEW.closed_on, NEW.state, NEW.kind)\n            WHERE subject_id = NEW.subject_id AND event = current_event AND until_event IS NULL;\n        IF FOUND THEN\n            RETURN NEW;\n        END IF;\n        UPDATE mediation_hintfact SET until_event = current_event WHERE subject_id = NEW.subject_id AND until_event IS NULL;\n        INSERT INTO mediation_hintfact (id, subject_id, scope_code, region_code, event, found_on, closed_on, state, kind)\n            VALUES (current_event, NEW.subject_id, NEW.scope_code, NEW.scope_code, current_event, NEW.found_on, NEW.closed_on, NEW.state, NEW.kind);\n        RETURN NEW;\n    ",
                    hash="dc7778dd454a7394ced1e9097ebb235dd77480a4",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_facts_e40b1",
                    table="mediation_anomalyhint",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="hintfact",
            index=models.Index(fields=["subject"], name="hintfact_subject"),
        ),
        migrations.AddIndex(
            model_name="hintfact",
            index=models.Index(models.F("county"), condition=models.Q(("until_event", None)), name="hintfact_county"),
        ),
        migrations.AddIndex(
            model_name="hintfact",
            index=models.Index(condition=models.Q(("from_position", None)), fields=["event"], name="hintfact_event"),
        ),
        migrations.AddIndex(
            model_name="hintfact",
            index=models.Index(
                condition=models.Q(("to_position", None), ("until_event__isnull", False)),
                fields=["until_event"],
                name="hintfact_until",
            ),
        ),
        rls.listed("mediation_hintfact"),
        rls.listed("mediation_anomalyhint"),
        rls.stamped("mediation_hintfact", "found_on", "closed_on", "state", "kind"),
    ]

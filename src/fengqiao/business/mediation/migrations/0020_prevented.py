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
        ("mediation", "0019_name_the_campaign"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreventionFact",
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
                ("prevented_on", models.DateField()),
                ("state", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=20)),
                ("cases_count", models.PositiveIntegerField()),
                ("people_count", models.PositiveIntegerField()),
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
        rls.partitioned("mediation_preventionfact"),
        migrations.CreateModel(
            name="Prevention",
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
                            ("suicide", "防止引起自杀"),
                            ("crime", "防止转化为刑事案件"),
                            ("petition", "防止群体性上访"),
                            ("armed_fight", "防止群体性械斗"),
                        ],
                        max_length=20,
                        verbose_name="防止事项",
                    ),
                ),
                ("cases_count", models.PositiveIntegerField(default=1, verbose_name="件数")),
                ("people_count", models.PositiveIntegerField(verbose_name="人数")),
                ("prevented_on", models.DateField(verbose_name="防止日期")),
                ("evidence", models.TextField(verbose_name="认定依据")),
                ("signed_on", models.DateField(null=True, verbose_name="审核日期")),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="preventions", to="mediation.dispute"
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
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        models.F("town"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        name="prevention_town",
                    ),
                    models.Index(
                        models.F("county"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        name="prevention_county",
                    ),
                    models.Index(
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        name="prevention_time",
                    ),
                    models.Index(
                        models.F("town"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="prevention_town_open",
                    ),
                    models.Index(
                        models.F("county"),
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("subject"), descending=True),
                        condition=models.Q(("closed_at", None)),
                        name="prevention_county_open",
                    ),
                    models.Index(fields=["dispute"], name="mediation_prevention_dispute"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="prevention",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{pending:returned,pending:signed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="6ecf2e4a80c0a0216cbfee7334f1379c3cf454fe",
                    operation="UPDATE",
                    pgid="pgtrigger_course_8cc57",
                    table="mediation_prevention",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="prevention",
            trigger=pgtrigger.compiler.Trigger(
                name="birth",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.state <> 'pending' and current_user <> 'fengqiao_loader')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="f1d7e1d5527002463851c25b146900df0e941848",
                    operation="INSERT",
                    pgid="pgtrigger_birth_ce4a3",
                    table="mediation_prevention",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="prevention",
            trigger=pgtrigger.compiler.Trigger(
                name="facts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (current_user <> 'fengqiao_loader')",
                    declare="DECLARE current_event uuid;",
                    func="\n        current_event := nullif(current_setting('fengqiao.event', true), '')::uuid;\n        IF TG_OP = 'UPDATE' AND ROW(NEW.prevented_on, NEW.state, NEW.kind, NEW.cases_count, NEW.people_count) IS NOT DISTINCT FROM ROW(OLD.prevented_on, OLD.state, OLD.kind, OLD.cases_count, OLD.people_count) THEN\n            RETURN NEW;\n        END IF;\n        IF current_event IS NULL THEN\n            RAISE EXCEPTION 'a counted column of % changes only with an event', TG_TABLE_NAME;\n        END IF;\n        UPDATE mediation_preventionfact SET (prevented_on, state, kind, cases_count, people_count) = ROW(NEW.prevented_on, NEW.state, NEW.kind, NEW.cases_count, NEW.people_count)\n            WHERE subject_id = NEW.subject_id AND event = current_event AND until_event IS NULL;\n        IF FOUND THEN\n            RETURN NEW;\n        END IF;\n        UPDATE mediation_preventionfact SET until_event = current_event WHERE subject_id = NEW.subject_id AND until_event IS NULL;\n        INSERT INTO mediation_preventionfact (id, subject_id, scope_code, region_code, event, prevented_on, state, kind, cases_count, people_count)\n            VALUES (current_event, NEW.subject_id, NEW.scope_code, NEW.scope_code, current_event, NEW.prevented_on, NEW.state, NEW.kind, NEW.cases_count, NEW.people_count);\n        RETURN NEW;\n    ",
                    hash="c95cef353aee388064e40a2e5580c7bd15ad102f",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_facts_d773f",
                    table="mediation_prevention",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="preventionfact",
            index=models.Index(fields=["subject"], name="preventionfact_subject"),
        ),
        migrations.AddIndex(
            model_name="preventionfact",
            index=models.Index(
                models.F("county"), condition=models.Q(("until_event", None)), name="preventionfact_county"
            ),
        ),
        migrations.AddIndex(
            model_name="preventionfact",
            index=models.Index(
                condition=models.Q(("from_position", None)), fields=["event"], name="preventionfact_event"
            ),
        ),
        migrations.AddIndex(
            model_name="preventionfact",
            index=models.Index(
                condition=models.Q(("to_position", None), ("until_event__isnull", False)),
                fields=["until_event"],
                name="preventionfact_until",
            ),
        ),
        rls.listed("mediation_preventionfact"),
        rls.listed("mediation_prevention"),
        rls.stamped("mediation_preventionfact", "prevented_on", "state", "kind", "cases_count", "people_count"),
    ]

"""同一、关联、不同: decisions on matters that may be one quarrel, and the facts of 来件 (多渠道重复率)."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import fengqiao.kernel.places.keys
import fengqiao.kernel.places.scope
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_find_subjects_of_a_kind"),
        ("identity", "0002_policies"),
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0007_what_comes_up_in_a_case"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeFact",
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
                ("received_on", models.DateField(null=True)),
                ("state", models.CharField(max_length=30)),
                ("source", models.CharField(max_length=1)),
                ("source_detail", models.CharField(max_length=3)),
            ],
            options={
                "abstract": False,
            },
        ),
        rls.partitioned("mediation_intakefact"),
        migrations.CreateModel(
            name="LinkDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(verbose_name="得分")),
                ("evidence", models.JSONField(default=list, verbose_name="依据")),
                (
                    "decision",
                    models.CharField(
                        choices=[("same", "同一"), ("related", "关联"), ("different", "不同")],
                        max_length=10,
                        verbose_name="决定",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("moved", models.JSONField(default=list)),
                ("decided_at", models.DateTimeField(default=fengqiao.kernel.places.scope.now)),
                ("decided_by", models.UUIDField(null=True)),
                ("reversed_at", models.DateTimeField(null=True)),
                ("reversed_by", models.UUIDField(null=True)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="dispute",
            name="course",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="intakeitem",
            name="course",
        ),
        migrations.AddField(
            model_name="intakeitem",
            name="received_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Cast(
                    models.Func(models.Value("Asia/Shanghai"), models.F("received_at"), function="timezone"),
                    models.DateField(),
                ),
                output_field=models.DateField(),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{mediating:merged,mediating:resolved,mediating:transferred,mediating:unresolved,mediating:void,merged:registered,registered:mediating,registered:merged,registered:routed,registered:void,resolved:closed,resolved:mediating,routed:mediating,routed:merged,routed:transferred,transferred:merged,unresolved:mediating,unresolved:merged,unresolved:routed}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="61422138dd3d14708c3bf031d71ddb4a5722b0dc",
                    operation="UPDATE",
                    pgid="pgtrigger_course_bd098",
                    table="mediation_dispute",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intakeitem",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{linked:founded,pending:founded,pending:linked,pending:returned,pending:void}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="dfae7e1a6650434bc8f3eebe2adb6fb8eb5ad233",
                    operation="UPDATE",
                    pgid="pgtrigger_course_b6456",
                    table="mediation_intakeitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intakeitem",
            trigger=pgtrigger.compiler.Trigger(
                name="facts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (current_user <> 'fengqiao_loader')",
                    declare="DECLARE current_event uuid;",
                    func="\n        current_event := nullif(current_setting('fengqiao.event', true), '')::uuid;\n        IF TG_OP = 'UPDATE' AND ROW(NEW.received_on, NEW.state, NEW.source, NEW.source_detail) IS NOT DISTINCT FROM ROW(OLD.received_on, OLD.state, OLD.source, OLD.source_detail) THEN\n            RETURN NEW;\n        END IF;\n        IF current_event IS NULL THEN\n            RAISE EXCEPTION 'a counted column of % changes only with an event', TG_TABLE_NAME;\n        END IF;\n        UPDATE mediation_intakefact SET (received_on, state, source, source_detail) = ROW(NEW.received_on, NEW.state, NEW.source, NEW.source_detail)\n            WHERE subject_id = NEW.subject_id AND event = current_event AND until_event IS NULL;\n        IF FOUND THEN\n            RETURN NEW;\n        END IF;\n        UPDATE mediation_intakefact SET until_event = current_event WHERE subject_id = NEW.subject_id AND until_event IS NULL;\n        INSERT INTO mediation_intakefact (id, subject_id, scope_code, region_code, event, received_on, state, source, source_detail)\n            VALUES (current_event, NEW.subject_id, NEW.scope_code, NEW.scope_code, current_event, NEW.received_on, NEW.state, NEW.source, NEW.source_detail);\n        RETURN NEW;\n    ",
                    hash="dcff7b96d81c971a7c10aef3b2ead45f49181749",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_facts_92387",
                    table="mediation_intakeitem",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="intakefact",
            name="subject",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.subject"
            ),
        ),
        migrations.AddField(
            model_name="linkdecision",
            name="right",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="journal.subject",
                verbose_name="对照纠纷",
            ),
        ),
        migrations.AddField(
            model_name="linkdecision",
            name="subject",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.subject"
            ),
        ),
        migrations.AddIndex(
            model_name="intakefact",
            index=models.Index(fields=["subject"], name="intakefact_subject"),
        ),
        migrations.AddIndex(
            model_name="intakefact",
            index=models.Index(models.F("county"), condition=models.Q(("until_event", None)), name="intakefact_county"),
        ),
        migrations.AddIndex(
            model_name="intakefact",
            index=models.Index(condition=models.Q(("from_position", None)), fields=["event"], name="intakefact_event"),
        ),
        migrations.AddIndex(
            model_name="intakefact",
            index=models.Index(
                condition=models.Q(("to_position", None), ("until_event__isnull", False)),
                fields=["until_event"],
                name="intakefact_until",
            ),
        ),
        migrations.AddIndex(
            model_name="intakefact",
            index=models.Index(
                condition=models.Q(("until_event", None)),
                fields=["county", "received_on"],
                name="mediation_intake_received",
            ),
        ),
        migrations.AddIndex(
            model_name="linkdecision",
            index=models.Index(fields=["subject"], name="mediation_link_left"),
        ),
        migrations.AddIndex(
            model_name="linkdecision",
            index=models.Index(fields=["right"], name="mediation_link_right"),
        ),
        rls.listed("mediation_intakefact"),
        rls.stamped("mediation_intakefact", "received_on", "state", "source", "source_detail"),
        rls.hanging("mediation_linkdecision"),
    ]

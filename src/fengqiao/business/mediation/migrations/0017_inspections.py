"""排查: rounds, the returns that units owe, and what the figures read of them."""

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import fengqiao.kernel.places.keys
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_find_subjects_of_a_kind"),
        ("identity", "0004_partners"),
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0016_change_an_agreement"),
    ]

    operations = [
        migrations.CreateModel(
            name="InspectionReturn",
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
                        choices=[("routine", "定期排查"), ("special", "专项排查"), ("key_period", "重点时段排查")],
                        max_length=12,
                        verbose_name="排查类型",
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=60, verbose_name="主题")),
                (
                    "level",
                    models.CharField(
                        choices=[("village", "村（居）"), ("township", "乡镇（街道）"), ("department", "行业部门")],
                        max_length=12,
                        verbose_name="报送单位",
                    ),
                ),
                ("period_start", models.DateField(verbose_name="周期开始")),
                ("period_end", models.DateField(verbose_name="周期结束")),
                ("due_at", models.DateTimeField(verbose_name="报送截止")),
                ("closes_at", models.DateTimeField(verbose_name="认定未报时间")),
                ("households_visited", models.PositiveIntegerField(blank=True, null=True, verbose_name="走访户数")),
                ("people_contacted", models.PositiveIntegerField(blank=True, null=True, verbose_name="走访人次")),
                ("no_visit_reason", models.CharField(blank=True, max_length=200, verbose_name="未走访的原因")),
                ("found_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="排查发现")),
                ("on_site_solved", models.PositiveIntegerField(blank=True, null=True, verbose_name="当场化解")),
                ("handed_up", models.PositiveIntegerField(blank=True, null=True, verbose_name="上报")),
                ("prevented_disputes", models.PositiveIntegerField(blank=True, null=True, verbose_name="预防纠纷")),
                ("prevented_note", models.CharField(blank=True, max_length=200, verbose_name="预防纠纷说明")),
                ("zero_report", models.BooleanField(default=False, verbose_name="零报告")),
                ("signer", models.CharField(blank=True, max_length=60, verbose_name="签名")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签名时间")),
                ("return_reason", models.CharField(blank=True, max_length=200, verbose_name="退回理由")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="催报时间")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InspectionRound",
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
                        choices=[("routine", "定期排查"), ("special", "专项排查"), ("key_period", "重点时段排查")],
                        max_length=12,
                        verbose_name="排查类型",
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=60, verbose_name="主题")),
                (
                    "level",
                    models.CharField(
                        choices=[("village", "村（居）"), ("township", "乡镇（街道）"), ("department", "行业部门")],
                        max_length=12,
                        verbose_name="报送单位",
                    ),
                ),
                ("period_start", models.DateField(verbose_name="周期开始")),
                ("period_end", models.DateField(verbose_name="周期结束")),
                ("due_at", models.DateTimeField(verbose_name="报送截止")),
                ("closes_at", models.DateTimeField(verbose_name="认定未报时间")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReturnFact",
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
                ("period_end", models.DateField()),
                ("state", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=12)),
                ("level", models.CharField(max_length=12)),
                ("zero_report", models.BooleanField(default=False)),
                ("households_visited", models.PositiveIntegerField(null=True)),
                ("people_contacted", models.PositiveIntegerField(null=True)),
                ("found_count", models.PositiveIntegerField(null=True)),
                ("on_site_solved", models.PositiveIntegerField(null=True)),
                ("handed_up", models.PositiveIntegerField(null=True)),
                ("prevented_disputes", models.PositiveIntegerField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        rls.partitioned("mediation_returnfact"),
        migrations.AddField(
            model_name="inspectionreturn",
            name="handler",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.post",
                verbose_name="承办人",
            ),
        ),
        migrations.AddField(
            model_name="inspectionreturn",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.organization",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="inspectionround",
            name="handler",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.post",
                verbose_name="承办人",
            ),
        ),
        migrations.AddField(
            model_name="inspectionround",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.organization",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="inspectionreturn",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="mediation.inspectionround",
                verbose_name="轮次",
            ),
        ),
        migrations.AddField(
            model_name="returnfact",
            name="subject",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.subject"
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionround",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="inspectionround_town",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionround",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="inspectionround_county",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionround",
            index=models.Index(
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="inspectionround_time",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionround",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="inspectionround_town_open",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionround",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="inspectionround_county_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "routine")),
                fields=("organization", "level", "period_start"),
                name="mediation_round_routine",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionround",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_end__gte", models.F("period_start"))), name="mediation_round_period"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionround",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{running:cancelled,running:ended}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="da5a75da33244e933ae4d20254632d5e07d72c12",
                    operation="UPDATE",
                    pgid="pgtrigger_course_a09d2",
                    table="mediation_inspectionround",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionround",
            trigger=pgtrigger.compiler.Trigger(
                name="birth",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.state <> 'running' and current_user <> 'fengqiao_loader')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="32e5968081085c5b9c0304dfec5f42697dcb4fb9",
                    operation="INSERT",
                    pgid="pgtrigger_birth_7c247",
                    table="mediation_inspectionround",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionreturn",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="inspectionreturn_town",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionreturn",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="inspectionreturn_county",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionreturn",
            index=models.Index(
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                name="inspectionreturn_time",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionreturn",
            index=models.Index(
                models.F("town"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="inspectionreturn_town_open",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionreturn",
            index=models.Index(
                models.F("county"),
                models.OrderBy(models.F("opened_at"), descending=True),
                models.OrderBy(models.F("subject"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="inspectionreturn_county_open",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionreturn",
            index=models.Index(fields=["organization", "-due_at"], name="mediation_return_unit"),
        ),
        migrations.AddIndex(
            model_name="inspectionreturn",
            index=models.Index(
                condition=models.Q(("state", "due")), fields=["closes_at"], name="mediation_return_closing"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionreturn",
            constraint=models.UniqueConstraint(fields=("round", "organization"), name="mediation_return_once"),
        ),
        migrations.AddConstraint(
            model_name="inspectionreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("zero_report", False),
                    models.Q(("found_count", 0), ("signed_at__isnull", False), models.Q(("signer", ""), _negated=True)),
                    _connector="OR",
                ),
                name="mediation_return_zero",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionreturn",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{due:missing,due:reported,due:void,late:returned,missing:reported,missing:void,reported:late,reported:returned,reported:supplemented,returned:reported,returned:void,supplemented:returned}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="6dad2b953f6eaee683fb01902d3b6fd276884c55",
                    operation="UPDATE",
                    pgid="pgtrigger_course_df7df",
                    table="mediation_inspectionreturn",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionreturn",
            trigger=pgtrigger.compiler.Trigger(
                name="birth",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.state <> 'due' and current_user <> 'fengqiao_loader')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="f602939a989b554ea84a2019fe9dad803ba7ded0",
                    operation="INSERT",
                    pgid="pgtrigger_birth_1432b",
                    table="mediation_inspectionreturn",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="inspectionreturn",
            trigger=pgtrigger.compiler.Trigger(
                name="facts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (current_user <> 'fengqiao_loader')",
                    declare="DECLARE current_event uuid;",
                    func="\n        current_event := nullif(current_setting('fengqiao.event', true), '')::uuid;\n        IF TG_OP = 'UPDATE' AND ROW(NEW.period_end, NEW.state, NEW.kind, NEW.level, NEW.zero_report, NEW.households_visited, NEW.people_contacted, NEW.found_count, NEW.on_site_solved, NEW.handed_up, NEW.prevented_disputes) IS NOT DISTINCT FROM ROW(OLD.period_end, OLD.state, OLD.kind, OLD.level, OLD.zero_report, OLD.households_visited, OLD.people_contacted, OLD.found_count, OLD.on_site_solved, OLD.handed_up, OLD.prevented_disputes) THEN\n            RETURN NEW;\n        END IF;\n        IF current_event IS NULL THEN\n            RAISE EXCEPTION 'a counted column of % changes only with an event', TG_TABLE_NAME;\n        END IF;\n        UPDATE mediation_returnfact SET (period_end, state, kind, level, zero_report, households_visited, people_contacted, found_count, on_site_solved, handed_up, prevented_disputes) = ROW(NEW.period_end, NEW.state, NEW.kind, NEW.level, NEW.zero_report, NEW.households_visited, NEW.people_contacted, NEW.found_count, NEW.on_site_solved, NEW.handed_up, NEW.prevented_disputes)\n            WHERE subject_id = NEW.subject_id AND event = current_event AND until_event IS NULL;\n        IF FOUND THEN\n            RETURN NEW;\n        END IF;\n        UPDATE mediation_returnfact SET until_event = current_event WHERE subject_id = NEW.subject_id AND until_event IS NULL;\n        INSERT INTO mediation_returnfact (id, subject_id, scope_code, region_code, event, period_end, state, kind, level, zero_report, households_visited, people_contacted, found_count, on_site_solved, handed_up, prevented_disputes)\n            VALUES (current_event, NEW.subject_id, NEW.scope_code, NEW.scope_code, current_event, NEW.period_end, NEW.state, NEW.kind, NEW.level, NEW.zero_report, NEW.households_visited, NEW.people_contacted, NEW.found_count, NEW.on_site_solved, NEW.handed_up, NEW.prevented_disputes);\n        RETURN NEW;\n    ",
                    hash="5a469f516e54e4b386e0bec6592f6911839dc16c",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_facts_619a7",
                    table="mediation_inspectionreturn",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="returnfact",
            index=models.Index(fields=["subject"], name="returnfact_subject"),
        ),
        migrations.AddIndex(
            model_name="returnfact",
            index=models.Index(models.F("county"), condition=models.Q(("until_event", None)), name="returnfact_county"),
        ),
        migrations.AddIndex(
            model_name="returnfact",
            index=models.Index(condition=models.Q(("from_position", None)), fields=["event"], name="returnfact_event"),
        ),
        migrations.AddIndex(
            model_name="returnfact",
            index=models.Index(
                condition=models.Q(("to_position", None), ("until_event__isnull", False)),
                fields=["until_event"],
                name="returnfact_until",
            ),
        ),
        migrations.AddIndex(
            model_name="returnfact",
            index=models.Index(
                condition=models.Q(("until_event", None)),
                fields=["county", "period_end"],
                name="mediation_fact_inspected",
            ),
        ),
        rls.listed("mediation_inspectionround"),
        rls.listed("mediation_inspectionreturn"),
        rls.listed("mediation_returnfact"),
        rls.stamped(
            "mediation_returnfact",
            "period_end",
            "state",
            "kind",
            "level",
            "zero_report",
            "households_visited",
            "people_contacted",
            "found_count",
            "on_site_solved",
            "handed_up",
            "prevented_disputes",
        ),
    ]

"""司法确认: the joint application, and what the figures read of it."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import fengqiao.kernel.places.keys
from fengqiao.kernel.journal import rls


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_find_subjects_of_a_kind"),
        ("journal", "0002_grants_name_the_root"),
        ("mediation", "0004_index_what_takes_effect"),
    ]

    operations = [
        migrations.CreateModel(
            name="JudicialConfirmation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.kernel.places.keys.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("applicants", models.JSONField(default=list, verbose_name="共同申请人")),
                ("applied_on", models.DateField(verbose_name="申请日期")),
                (
                    "mode",
                    models.CharField(
                        choices=[("on_site", "现场"), ("online", "线上")], max_length=20, verbose_name="申请方式"
                    ),
                ),
                ("court", models.CharField(max_length=100, verbose_name="法院")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="法院受理日期")),
                ("court_number", models.CharField(blank=True, max_length=60, verbose_name="案号")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="裁定日期")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("valid", "确认有效"),
                            ("dismissed", "驳回"),
                            ("refused", "不予受理"),
                            ("withdrawn", "撤回"),
                            ("lapsed", "按撤回处理"),
                        ],
                        max_length=20,
                        verbose_name="结果",
                    ),
                ),
                ("objection", models.TextField(blank=True, verbose_name="异议")),
                ("enforcement_on", models.DateField(blank=True, null=True, verbose_name="申请执行日期")),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="mediationcase",
            name="facts",
        ),
        migrations.AddField(
            model_name="casefact",
            name="confirm_applied_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="casefact",
            name="confirm_decided_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="casefact",
            name="confirm_result",
            field=models.CharField(blank=True, db_default="", max_length=20),
        ),
        migrations.AddField(
            model_name="mediationcase",
            name="confirm_applied_on",
            field=models.DateField(blank=True, null=True, verbose_name="司法确认申请日期"),
        ),
        migrations.AddField(
            model_name="mediationcase",
            name="confirm_decided_on",
            field=models.DateField(blank=True, null=True, verbose_name="司法确认裁定日期"),
        ),
        migrations.AddField(
            model_name="mediationcase",
            name="confirm_result",
            field=models.CharField(
                blank=True,
                choices=[
                    ("valid", "确认有效"),
                    ("dismissed", "驳回"),
                    ("refused", "不予受理"),
                    ("withdrawn", "撤回"),
                    ("lapsed", "按撤回处理"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="司法确认结果",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mediationcase",
            trigger=pgtrigger.compiler.Trigger(
                name="facts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (current_user <> 'fengqiao_loader')",
                    declare="DECLARE current_event uuid;",
                    func="\n        current_event := nullif(current_setting('fengqiao.event', true), '')::uuid;\n        IF TG_OP = 'UPDATE' AND ROW(NEW.accepted_on, NEW.concluded_on, NEW.effective_on, NEW.state, NEW.outcome, NEW.dispute_type, NEW.source, NEW.source_detail, NEW.committee_type, NEW.difficulty, NEW.agreement_form, NEW.amount_total, NEW.people_count, NEW.guided_by_office, NEW.overdue, NEW.confirm_applied_on, NEW.confirm_result, NEW.confirm_decided_on) IS NOT DISTINCT FROM ROW(OLD.accepted_on, OLD.concluded_on, OLD.effective_on, OLD.state, OLD.outcome, OLD.dispute_type, OLD.source, OLD.source_detail, OLD.committee_type, OLD.difficulty, OLD.agreement_form, OLD.amount_total, OLD.people_count, OLD.guided_by_office, OLD.overdue, OLD.confirm_applied_on, OLD.confirm_result, OLD.confirm_decided_on) THEN\n            RETURN NEW;\n        END IF;\n        IF current_event IS NULL THEN\n            RAISE EXCEPTION 'a counted column of % changes only with an event', TG_TABLE_NAME;\n        END IF;\n        UPDATE mediation_casefact SET (accepted_on, concluded_on, effective_on, state, outcome, dispute_type, source, source_detail, committee_type, difficulty, agreement_form, amount_total, people_count, guided_by_office, overdue, confirm_applied_on, confirm_result, confirm_decided_on) = ROW(NEW.accepted_on, NEW.concluded_on, NEW.effective_on, NEW.state, NEW.outcome, NEW.dispute_type, NEW.source, NEW.source_detail, NEW.committee_type, NEW.difficulty, NEW.agreement_form, NEW.amount_total, NEW.people_count, NEW.guided_by_office, NEW.overdue, NEW.confirm_applied_on, NEW.confirm_result, NEW.confirm_decided_on)\n            WHERE subject_id = NEW.subject_id AND event = current_event AND until_event IS NULL;\n        IF FOUND THEN\n            RETURN NEW;\n        END IF;\n        UPDATE mediation_casefact SET until_event = current_event WHERE subject_id = NEW.subject_id AND until_event IS NULL;\n        INSERT INTO mediation_casefact (id, subject_id, scope_code, region_code, event, accepted_on, concluded_on, effective_on, state, outcome, dispute_type, source, source_detail, committee_type, difficulty, agreement_form, amount_total, people_count, guided_by_office, overdue, confirm_applied_on, confirm_result, confirm_decided_on)\n            VALUES (current_event, NEW.subject_id, NEW.scope_code, NEW.scope_code, current_event, NEW.accepted_on, NEW.concluded_on, NEW.effective_on, NEW.state, NEW.outcome, NEW.dispute_type, NEW.source, NEW.source_detail, NEW.committee_type, NEW.difficulty, NEW.agreement_form, NEW.amount_total, NEW.people_count, NEW.guided_by_office, NEW.overdue, NEW.confirm_applied_on, NEW.confirm_result, NEW.confirm_decided_on);\n        RETURN NEW;\n    ",
                    hash="8a78597990c94efcd72937be5618523d10e20ab8",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_facts_1d59b",
                    table="mediation_mediationcase",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="judicialconfirmation",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="confirmations", to="mediation.agreement"
            ),
        ),
        migrations.AddField(
            model_name="judicialconfirmation",
            name="ruling",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.attachment",
                verbose_name="裁定书",
            ),
        ),
        migrations.AddField(
            model_name="judicialconfirmation",
            name="subject",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.subject"
            ),
        ),
        migrations.AddIndex(
            model_name="judicialconfirmation",
            index=models.Index(fields=["subject", "applied_on"], name="mediation_confirm_subject"),
        ),
        rls.hanging("mediation_judicialconfirmation"),
        migrations.RunSQL(
            "grant update (confirm_applied_on, confirm_result, confirm_decided_on) on mediation_casefact to fengqiao_app",
            migrations.RunSQL.noop,
        ),
    ]

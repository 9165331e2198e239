"""专项活动: the campaign that a dispute and its cases belong to, and the figures read it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0018_index_what_rounds_count"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="mediationcase",
            name="facts",
        ),
        migrations.AddField(
            model_name="casefact",
            name="campaign",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddField(
            model_name="dispute",
            name="campaign",
            field=models.CharField(blank=True, db_default="", default="", max_length=60, verbose_name="专项活动"),
        ),
        migrations.AddField(
            model_name="mediationcase",
            name="campaign",
            field=models.CharField(blank=True, db_default="", default="", max_length=60, verbose_name="专项活动"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mediationcase",
            trigger=pgtrigger.compiler.Trigger(
                name="facts",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (current_user <> 'fengqiao_loader')",
                    declare="DECLARE current_event uuid;",
                    func="\n        current_event := nullif(current_setting('fengqiao.event', true), '')::uuid;\n        IF TG_OP = 'UPDATE' AND ROW(NEW.accepted_on, NEW.concluded_on, NEW.effective_on, NEW.state, NEW.outcome, NEW.dispute_type, NEW.source, NEW.source_detail, NEW.committee_type, NEW.difficulty, NEW.agreement_form, NEW.amount_total, NEW.people_count, NEW.guided_by_office, NEW.overdue, NEW.confirm_applied_on, NEW.confirm_result, NEW.confirm_decided_on, NEW.campaign) IS NOT DISTINCT FROM ROW(OLD.accepted_on, OLD.concluded_on, OLD.effective_on, OLD.state, OLD.outcome, OLD.dispute_type, OLD.source, OLD.source_detail, OLD.committee_type, OLD.difficulty, OLD.agreement_form, OLD.amount_total, OLD.people_count, OLD.guided_by_office, OLD.overdue, OLD.confirm_applied_on, OLD.confirm_result, OLD.confirm_decided_on, OLD.campaign) THEN\n            RETURN NEW;\n        END IF;\n        IF current_event IS NULL THEN\n            RAISE EXCEPTION 'a counted column of % changes only with an event', TG_TABLE_NAME;\n        END IF;\n        UPDATE mediation_casefact SET (accepted_on, concluded_on, effective_on, state, outcome, dispute_type, source, source_detail, committee_type, difficulty, agreement_form, amount_total, people_count, guided_by_office, overdue, confirm_applied_on, confirm_result, confirm_decided_on, campaign) = ROW(NEW.accepted_on, NEW.concluded_on, NEW.effective_on, NEW.state, NEW.outcome, NEW.dispute_type, NEW.source, NEW.source_detail, NEW.committee_type, NEW.difficulty, NEW.agreement_form, NEW.amount_total, NEW.people_count, NEW.guided_by_office, NEW.overdue, NEW.confirm_applied_on, NEW.confirm_result, NEW.confirm_decided_on, NEW.campaign)\n            WHERE subject_id = NEW.subject_id AND event = current_event AND until_event IS NULL;\n        IF FOUND THEN\n            RETURN NEW;\n        END IF;\n        UPDATE mediation_casefact SET until_event = current_event WHERE subject_id = NEW.subject_id AND until_event IS NULL;\n        INSERT INTO mediation_casefact (id, subject_id, scope_code, region_code, event, accepted_on, concluded_on, effective_on, state, outcome, dispute_type, source, source_detail, committee_type, difficulty, agreement_form, amount_total, people_count, guided_by_office, overdue, confirm_applied_on, confirm_result, confirm_decided_on, campaign)\n            VALUES (current_event, NEW.subject_id, NEW.scope_code, NEW.scope_code, current_event, NEW.accepted_on, NEW.concluded_on, NEW.effective_on, NEW.state, NEW.outcome, NEW.dispute_type, NEW.source, NEW.source_detail, NEW.committee_type, NEW.difficulty, NEW.agreement_form, NEW.amount_total, NEW.people_count, NEW.guided_by_office, NEW.overdue, NEW.confirm_applied_on, NEW.confirm_result, NEW.confirm_decided_on, NEW.campaign);\n        RETURN NEW;\n    ",
                    hash="b500af6f77923fcba8bc40373cfa3cea9cff60fc",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_facts_1d59b",
                    table="mediation_mediationcase",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(
            "grant update (campaign) on mediation_casefact to fengqiao_app",
            "revoke update (campaign) on mediation_casefact from fengqiao_app",
        ),
    ]

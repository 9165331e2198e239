"""Why a matter is handed over, what is asked and what came of it: sealed under a key of the hand-over's own."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import fengqiao.kernel.privacy.fields
from fengqiao.kernel.privacy.ciphers import seal
from fengqiao.kernel.privacy.keys import new_wrapped, unwrap

COLUMNS = {"reason": "理由", "requested": "请求事项", "returned_reason": "退回理由", "answer": "办理情况"}


def seal_words(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Every hand-over gets its key; the words it holds are sealed under it."""
    with editor.connection.cursor() as cursor:
        cursor.execute(f"select id, {', '.join(COLUMNS)} from casework_referral")  # noqa: S608 — own names
        for uid, *words in cursor.fetchall():
            wrapped = new_wrapped()
            key = unwrap(wrapped)
            sealed = [
                seal(bytes(text), key, f"casework_referral.{column}:{uid}".encode()) if text else b""
                for column, text in zip(COLUMNS, words, strict=True)
            ]
            cursor.execute(
                f"update casework_referral set key = %s, {', '.join(f'{column} = %s' for column in COLUMNS)}"  # noqa: S608
                " where id = %s",
                [wrapped, *sealed, uid],
            )


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_search_temporary_names_last")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="referral",
                    name="key",
                    field=models.BinaryField(default=new_wrapped, editable=False, null=True),
                ),
                *(
                    migrations.AlterField(
                        model_name="referral",
                        name=column,
                        field=fengqiao.kernel.privacy.fields.Sealed(blank=True, mask="text", verbose_name=label),
                    )
                    for column, label in COLUMNS.items()
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    """
                    alter table casework_referral no force row level security;
                    alter table casework_referral
                      add column key bytea,
                      alter column reason type bytea using convert_to(reason, 'UTF8'),
                      alter column requested type bytea using convert_to(requested, 'UTF8'),
                      alter column returned_reason type bytea using convert_to(returned_reason, 'UTF8'),
                      alter column answer type bytea using convert_to(coalesce(answer ->> 'result', ''), 'UTF8'),
                      alter column answer set not null;
                    """,
                ),
                migrations.RunPython(seal_words),
                migrations.RunSQL("alter table casework_referral force row level security;"),
            ],
        ),
    ]

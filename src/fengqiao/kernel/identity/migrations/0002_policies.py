"""Tokens, refusals and acts are read in the own ranges only; a token is found by its digest before any scope is open."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from fengqiao.kernel.journal import rls

OWN_POST = f"post_id = {rls.SETTING.format('post')}::uuid"
OWN = f"in_scope(scope_code) or {OWN_POST}"

TOKEN_BY_DIGEST = RunSQL(
    """
    create policy finding on identity_token for select to fengqiao_owner using (true);
    create function identity_token_of(wanted bytea) returns table (token uuid, post uuid)
      language sql stable security definer set search_path = public, pg_temp as $$
        select id, post_id from identity_token where digest = wanted
      $$;
    revoke all on function identity_token_of(bytea) from public;
    grant execute on function identity_token_of(bytea) to fengqiao_app;
    """,
    "drop function identity_token_of(bytea); drop policy finding on identity_token;",
)


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial"), ("journal", "0001_initial")]

    operations = [
        rls.custom("identity_token", read=OWN, add=OWN, change=OWN),
        rls.custom("identity_refusal", read=OWN, add=OWN_POST),
        rls.custom("identity_act", read=OWN, add=OWN_POST),
        TOKEN_BY_DIGEST,
        RunSQL(
            "revoke update on identity_refusal, identity_act from fengqiao_app;",
            "grant update on identity_refusal, identity_act to fengqiao_app;",
        ),
    ]

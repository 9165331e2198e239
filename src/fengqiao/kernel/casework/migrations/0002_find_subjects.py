"""The search path of a database whose `@@` may not be marked leakproof: one reviewed function (decisions §2).

It runs as the owner, who may read the subjects for it, and returns keys of matters inside the session's own ranges only;
the ranges come from the settings of the transaction, never from its arguments.
"""

from django.db import migrations

FUNCTION = """
create policy searching on journal_subject for select to current_user using (true);
create function find_subjects(wanted tsquery, most int) returns setof uuid
language plpgsql stable security definer set search_path = public as $$
declare
  low bigint := nullif(current_setting('fengqiao.lo', true), '')::bigint;
  high bigint := nullif(current_setting('fengqiao.hi', true), '')::bigint;
begin
  return query
    select uid from journal_subject
    where words @@ wanted and county between low / 1000000000 and high / 1000000000 and in_scope(scope_code)
    order by uid desc limit most;
end $$;
revoke execute on function find_subjects(tsquery, int) from public;
grant execute on function find_subjects(tsquery, int) to fengqiao_app;
"""
GONE = """
drop function find_subjects(tsquery, int);
drop policy searching on journal_subject;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("journal", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, GONE)]

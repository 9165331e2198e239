"""The reviewed function of the search finds matters of one kind too (see 0002_find_subjects)."""

from django.db import migrations

FUNCTION = """
drop function find_subjects(tsquery, int);
create function find_subjects(wanted tsquery, only_kind text, most int) returns setof uuid
language plpgsql stable security definer set search_path = public as $$
declare
  low bigint := nullif(current_setting('fengqiao.lo', true), '')::bigint;
  high bigint := nullif(current_setting('fengqiao.hi', true), '')::bigint;
begin
  return query
    select uid from journal_subject
    where words @@ wanted and county between low / 1000000000 and high / 1000000000 and in_scope(scope_code)
      and (only_kind = '' or kind = only_kind)
    order by uid desc limit most;
end $$;
revoke execute on function find_subjects(tsquery, text, int) from public;
grant execute on function find_subjects(tsquery, text, int) to fengqiao_app;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_grants_name_the_root")]

    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]

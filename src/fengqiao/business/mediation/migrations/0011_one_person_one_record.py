"""One person, one record (一人一档): whether a person is a mediator is asked beyond one's own range (decisions §2).

The function runs as the owner, who may read the register for it, answers yes or no and never says where. Who asks for
the same person at the same moment waits for the other's answer.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

FUNCTION = """
create policy searching on mediation_mediator for select to current_user using (true);
create function mediation_mediator_known(wanted bytea) returns boolean
language plpgsql volatile security definer set search_path = public as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(encode(wanted, 'hex'), 0));
  return exists (select 1 from mediation_mediator where id_number_index = wanted);
end $$;
revoke execute on function mediation_mediator_known(bytea) from public;
grant execute on function mediation_mediator_known(bytea) to fengqiao_app;
"""
GONE = """
drop function mediation_mediator_known(bytea);
drop policy searching on mediation_mediator;
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("mediation", "0010_registers")]

    operations = [
        AddIndexConcurrently(
            model_name="mediator",
            index=models.Index(fields=["id_number_index"], name="mediation_mediator_person"),
        ),
        migrations.RunSQL(FUNCTION, GONE),
    ]

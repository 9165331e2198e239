"""Row Level Security as migration operations: a new table declares itself in its first migration (architecture §3).

Two kinds of table. A *listed* one carries the scope code and follows its subject by a composite foreign key; a
*hanging* one carries none and is visible when its subject is. The loader role loads through staging and sees all; the
sequencer reads all.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

# The settings stand inline: in a sub-select the planner cannot estimate them, the smallest office pays a hundredfold.
SETTING = "nullif(current_setting('fengqiao.{}', true), '')"
HOLDERS = f"({SETTING.format('organization')}::uuid, {SETTING.format('post')}::uuid)"

IN_SCOPE = RunSQL(
    f"""
    create function in_scope(code bigint) returns boolean language sql stable parallel safe as $$
      select code between {SETTING.format("lo")}::bigint and {SETTING.format("hi")}::bigint
         and ({SETTING.format("set")} is null or code <@ {SETTING.format("set")}::int8multirange)
    $$;
    """,
    "drop function in_scope(bigint);",
)


def _granted(subject: str, *, writing: bool) -> str:
    return (
        f"exists (select 1 from journal_grant g where g.subject_id = {subject} and g.holder in {HOLDERS}"
        f" and g.until > now(){' and g.writes' if writing else ''})"
    )


def _forced(table: str) -> str:
    return f"""
    alter table {table} enable row level security;
    alter table {table} force row level security;
    create policy loading on {table} to fengqiao_loader using (true) with check (true);
    create policy sequencing on {table} for select to fengqiao_sequencer using (true);
    """


def _policies(table: str, read: str, write: str) -> str:
    return (
        _forced(table)
        + f"""
    create policy reading on {table} for select to fengqiao_app using ({read});
    create policy adding on {table} for insert to fengqiao_app with check ({write});
    create policy changing on {table} for update to fengqiao_app using ({write}) with check ({write});
    """
    )


def _unforced(table: str) -> str:
    return (
        "".join(
            f"drop policy if exists {name} on {table};"
            for name in ("loading", "sequencing", "reading", "adding", "changing")
        )
        + f"alter table {table} no force row level security; alter table {table} disable row level security;"
    )


def anchored(table: str, subject: str = "uid") -> RunSQL:
    """The policies of the subject table itself: inside the own ranges, or granted."""
    read = f"in_scope(scope_code) or {_granted(f'{table}.{subject}', writing=False)}"
    write = f"in_scope(scope_code) or {_granted(f'{table}.{subject}', writing=True)}"
    return RunSQL(_policies(table, read, write), _unforced(table))


def listed(table: str) -> RunSQL:
    """A table that is listed across matters: own ranges or a grant, and the scope code follows its subject."""
    read = f"in_scope(scope_code) or {_granted(f'{table}.subject_id', writing=False)}"
    write = f"in_scope(scope_code) or {_granted(f'{table}.subject_id', writing=True)}"
    return RunSQL(
        _policies(table, read, write)
        + f"""
    alter table {table} add constraint {table}_follows foreign key (subject_id, scope_code)
      references journal_subject (uid, scope_code) on update cascade;
    """,
        f"alter table {table} drop constraint {table}_follows;" + _unforced(table),
    )


def hanging(table: str, subject: str = "subject_id") -> RunSQL:
    """A table read only with its matter: its subject's own policy decides, to write also the subject's write policy."""
    read = f"exists (select 1 from journal_subject s where s.uid = {table}.{subject})"
    write = (
        f"exists (select 1 from journal_subject s where s.uid = {table}.{subject}"
        f" and (in_scope(s.scope_code) or {_granted('s.uid', writing=True)}))"
    )
    return RunSQL(_policies(table, read, write), _unforced(table))


def stamped(table: str, *columns: str) -> RunSQL:
    """Facts: the sequencer alone writes their positions; the writing trigger may close a row and fill its columns."""
    return RunSQL(
        f"""
    create policy stamping on {table} for update to fengqiao_sequencer using (true) with check (true);
    revoke update on {table} from fengqiao_app;
    grant update (until_event, {", ".join(columns)}) on {table} to fengqiao_app;
    grant update (from_position, to_position) on {table} to fengqiao_sequencer;
    """,
        f"drop policy stamping on {table};",
    )


def custom(table: str, *, read: str, add: str, change: str = "false") -> RunSQL:
    """Policies of a table with a rule of its own, as plain conditions."""
    return RunSQL(
        _forced(table)
        + f"""
    create policy reading on {table} for select to fengqiao_app using ({read});
    create policy adding on {table} for insert to fengqiao_app with check ({add});
    create policy changing on {table} for update to fengqiao_app using ({change}) with check ({change});
    """,
        _unforced(table),
    )


def partitioned(table: str) -> RunSQL:
    """Turn a table just made into monthly range partitions on its UUIDv7 `id` (decisions §3).

    Stands right behind CreateModel: indexes and foreign keys that Django adds at the end go to the partitioned table.
    """
    return RunSQL(
        f"""
    alter table {table} rename to {table}_plain;
    create table {table} (like {table}_plain including all) partition by range (id);
    drop table {table}_plain;
    create table {table}_rest partition of {table} default;
    select fengqiao_partitions('{table}', date '2026-01-01', 36);
    """,
        RunSQL.noop,
    )


# Monthly partitions are made ahead by the owner at every upgrade; what lies outside falls into the default partition.
PARTITIONS = RunSQL(
    """
    create function fengqiao_partitions(parent text, first date, months int) returns void language plpgsql as $$
    declare
      month date;
      low text;
      high text;
      part text;
    begin
      for month in
        select (date_trunc('month', first) + make_interval(months => m))::date from generate_series(0, months - 1) m
      loop
        low := lpad(to_hex((extract(epoch from month::timestamptz) * 1000)::bigint), 12, '0');
        high := lpad(to_hex((extract(epoch from (month + interval '1 month')::timestamptz) * 1000)::bigint), 12, '0');
        execute format(
          'create table if not exists %I partition of %I for values from (%L) to (%L)',
          parent || '_' || to_char(month, 'YYYYMM'), parent,
          rpad(low, 32, '0')::uuid, rpad(high, 32, '0')::uuid);
      end loop;
      -- only through the parent: a partition by its own name knows neither the parent's policies nor its revoked rights
      for part in select inhrelid::regclass::text from pg_inherits where inhparent = parent::regclass loop
        execute format('revoke all on %s from fengqiao_app, fengqiao_sequencer', part);
      end loop;
    end $$;
    """,
    "drop function fengqiao_partitions(text, date, int);",
)

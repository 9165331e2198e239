"""Row Level Security as migration operations: a new table declares itself in its first migration (architecture §3).

Two kinds of table. A *listed* one carries the scope code and follows its subject by a composite foreign key; a
*hanging* one carries none and is visible when its subject is. The loader role loads through staging and sees all; the
sequencer reads all.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def _granted(root: str, *, writing: bool) -> str:
    """A grant names the root: it holds for all that hangs on the matter, what is opened later too."""
    return (
        f"exists (select 1 from journal_grant g where g.subject_id = {root} and g.holder in {HOLDERS}"
        f" and g.until > now(){' and g.writes' if writing else ''})"
    )


def _seen(subject: str) -> str:
    return f"exists (select 1 from journal_subject s where s.uid = {subject})"


def _written(subject: str) -> str:
    return (
        f"exists (select 1 from journal_subject s where s.uid = {subject}"
        f" and (in_scope(s.scope_code) or {_granted('s.root_id', writing=True)}))"
    )


def _forced(table: str) -> str:
    return f"""
    alter table {table} enable row level security;
    alter table {table} force row level security;
    create policy loading on {table} to fengqiao_loader using (true) with check (true);
    create policy sequencing on {table} for select to fengqiao_sequencer using (true);
    """


def _policies(table: str, read: str, write: str) -> str:
    return f"""
    create policy reading on {table} for select to fengqiao_app using ({read});
    create policy adding on {table} for insert to fengqiao_app with check ({write});
    create policy changing on {table} for update to fengqiao_app using ({write}) with check ({write});
    """


def _anchored(table: str) -> str:
    return _policies(
        table,
        f"in_scope(scope_code) or {_granted(f'{table}.root_id', writing=False)}",
        f"in_scope(scope_code) or {_granted(f'{table}.root_id', writing=True)}",
    )


def _listed(table: str) -> str:
    return _policies(
        table,
        f"in_scope(scope_code) or {_seen(f'{table}.subject_id')}",
        f"in_scope(scope_code) or {_written(f'{table}.subject_id')}",
    )


def _hanging(table: str, subject: str) -> str:
    return _policies(table, _seen(f"{table}.{subject}"), _written(f"{table}.{subject}"))


def _unforced(table: str) -> str:
    return (
        "".join(
            f"drop policy if exists {name} on {table};"
            for name in ("loading", "sequencing", "reading", "adding", "changing")
        )
        + f"alter table {table} no force row level security; alter table {table} disable row level security;"
    )


def anchored(table: str) -> RunSQL:
    """The policies of the subject table itself: inside the own ranges, or granted."""
    return RunSQL(_forced(table) + _anchored(table), _unforced(table))


def listed(table: str) -> RunSQL:
    """A table that is listed across matters: own ranges or a grant, and the scope code follows its subject."""
    return RunSQL(
        _forced(table)
        + _listed(table)
        + f"""
    alter table {table} add constraint {table}_follows foreign key (subject_id, scope_code)
      references journal_subject (uid, scope_code) on update cascade;
    """,
        f"alter table {table} drop constraint {table}_follows;" + _unforced(table),
    )


def hanging(table: str, subject: str = "subject_id") -> RunSQL:
    """A table read only with its matter: its subject's own policy decides, to write also the subject's write policy."""
    return RunSQL(_forced(table) + _hanging(table, subject), _unforced(table))


def renewed(*, anchored: str = "", listed: Sequence[str] = (), hanging: Sequence[str] = ()) -> RunSQL:
    """The same tables under the policies as they are declared now."""
    made = [(anchored, _anchored(anchored))] if anchored else []
    made += [(table, _listed(table)) for table in listed]
    made += [(table, _hanging(table, "subject_id")) for table in hanging]
    return RunSQL(
        "".join(
            "".join(f"drop policy {name} on {table};" for name in ("reading", "adding", "changing")) + policies
            for table, policies in made
        ),
        RunSQL.noop,
    )


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
    create or replace function fengqiao_partitions(parent text, first date, months int) returns void
    language plpgsql as $$
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
      -- what is written once stays: events, readings, facts
      execute format('revoke update, delete, truncate, references, trigger on %I from fengqiao_loader', parent);
      -- only through the parent: a partition by its own name knows neither the parent's policies nor its revoked
      -- rights; the back-up alone reads them one by one
      for part in select inhrelid::regclass::text from pg_inherits where inhparent = parent::regclass loop
        execute format('revoke all on %s from fengqiao_app, fengqiao_sequencer, fengqiao_loader', part);
        execute format('grant select on %s to fengqiao_loader', part);
      end loop;
    end $$;
    """,
    "drop function fengqiao_partitions(text, date, int);",
)

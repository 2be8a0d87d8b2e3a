-- Tables of HoanKiem.Messaging, applied by every run of the migrate command as the owner of the database; safe to repeat.
-- They are not in the generated migrations, because EF Core cannot describe partitions.

-- The first UUIDv7 of a moment: ids begin with 48 bits of milliseconds, so a range of ids is a range of time.
create or replace function messaging_uuid_at(moment timestamptz) returns uuid
    language sql immutable as
$$ select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$;

-- What this service said, for ever.
create table if not exists event_log (
    event_id     uuid        not null primary key,
    type         text        not null,
    aggregate_id text        not null,
    sequence     bigint      not null,
    occurred_at  timestamptz not null,
    recorded_at  timestamptz not null,
    body         text        not null,
    trace_parent text,
    correlation  uuid
) partition by range (event_id);
create index if not exists event_log_aggregate on event_log (aggregate_id, sequence);
create table if not exists event_log_other partition of event_log default;

-- What it has still to say to the broker: emptied as fast as it fills, so vacuumed by count and not by share.
create table if not exists outbox (
    id       bigint generated always as identity primary key,
    event_id uuid not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What the broker has confirmed, densely numbered: a safe cursor for replay, republish and subscriptions.
create table if not exists published (
    position     bigint      not null primary key,
    event_id     uuid        not null,
    published_at timestamptz not null
);

-- What this service has heard; a row commits with its effect. Kept 35 days.
create table if not exists inbox (
    message_id uuid        not null,
    queue      text        not null,
    handled_at timestamptz not null,
    late       boolean     not null default false,
    primary key (message_id, queue)
) partition by range (message_id);
create table if not exists inbox_other partition of inbox default;

-- Rows of inbox partitions that were dropped, so that sums over all time still add up.
create table if not exists inbox_tally (
    queue text   not null primary key,
    rows  bigint not null,
    late  bigint not null
);

-- How far each aggregate of each producer has been applied.
create table if not exists cursor (
    producer   text   not null,
    aggregate  text   not null,
    sequence   bigint not null,
    message_id uuid,
    primary key (producer, aggregate)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- The newest event that a handler declared `latest` has seen of an aggregate.
create table if not exists latest (
    producer  text   not null,
    aggregate text   not null,
    handler   text   not null,
    sequence  bigint not null,
    primary key (producer, aggregate, handler)
) with (fillfactor = 70);

-- Events ahead of their turn. Without a body: nothing is left to apply, only the cursor to move.
create table if not exists held (
    producer     text        not null,
    aggregate    text        not null,
    sequence     bigint      not null,
    message_id   uuid        not null,
    type         text        not null,
    body         text,
    trace_parent text,
    held_at      timestamptz not null,
    asked_at     timestamptz,
    failed_at    timestamptz,
    primary key (producer, aggregate, sequence)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What cannot be handled: listed, counted, re-driven by a command.
create table if not exists error (
    id           bigint generated always as identity primary key,
    message_id   uuid        not null,
    queue        text        not null,
    type         text        not null,
    aggregate    text,
    sequence     bigint,
    body         text        not null,
    trace_parent text,
    reason       text        not null,
    attempts     int         not null default 1,
    failed_at    timestamptz not null,
    unique (message_id, queue)
);

-- Deadlines of business time. The newest row of (kind, key) counts; one without a moment takes the deadline away.
create table if not exists deadline (
    id       bigint generated always as identity primary key,
    kind     text        not null,
    key      text        not null,
    due_at   timestamptz,
    retry_at timestamptz,
    attempts int         not null default 0,
    failure  text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index if not exists deadline_key on deadline (kind, key, id);
create index if not exists deadline_due on deadline (due_at);
create index if not exists deadline_cleared on deadline (kind, key, id) where due_at is null;

-- Answers that are awaited, in system time. A missed one stays, for people to see.
create table if not exists expectation (
    id          bigint generated always as identity primary key,
    kind        text        not null,
    key         text        not null,
    expected_at timestamptz not null,
    due_at      timestamptz not null,
    missed_at   timestamptz,
    met_at      timestamptz
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
alter table expectation add column if not exists acknowledged_at timestamptz;
alter table expectation add column if not exists acknowledged_by text;
create index if not exists expectation_key on expectation (kind, key) where met_at is null;
create index if not exists expectation_due on expectation (due_at) where missed_at is null and met_at is null;
create index if not exists expectation_missed on expectation (missed_at) where missed_at is not null;

-- Answers that came; each meets one expectation, also one that is written after it.
create table if not exists expectation_answer (
    id     bigint generated always as identity primary key,
    kind   text        not null,
    key    text        not null,
    met_at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Orders to send events again, carried out by the relay.
create table if not exists republish (
    id           uuid        not null primary key,
    aggregate_id text,
    from_time    timestamptz,
    to_time      timestamptz,
    queue        text,
    asked_at     timestamptz not null,
    done_at      timestamptz,
    sent         bigint
);
create index if not exists republish_open on republish (asked_at) where done_at is null;

-- Partitions for this month and the twelve to come; inbox partitions that are older than 35 days go.
create or replace function messaging_keep_partitions(at_time timestamptz) returns void
    language plpgsql security definer set search_path = public set timezone = 'UTC' as
$$
declare
    parent text;
    part   text;
    login  text;
    month  timestamptz;
begin
    perform pg_advisory_xact_lock(hashtext('messaging_keep_partitions'));
    foreach parent in array array ['event_log', 'inbox'] loop
        for i in -1..12 loop
            month := date_trunc('month', at_time, 'UTC') + make_interval(months => i);
            part := format('%s_%s', parent, to_char(month at time zone 'UTC', 'YYYYMM'));
            if to_regclass(part) is null then
                begin
                    execute format(
                        'create table %I partition of %I for values from (%L) to (%L)', part, parent,
                        messaging_uuid_at(month), messaging_uuid_at(month + interval '1 month'));
                exception when check_violation then
                    -- Nobody came by for a year and rows of this month lie among the others; there they stay.
                    raise warning '% has rows of % in its default partition', parent, month;
                end;
            end if;
        end loop;
    end loop;

    -- Rights are asked of the parent; a login with rights on a part could write to it behind the parent's back.
    for part, login in
        select distinct g.table_name, g.grantee
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        join information_schema.role_table_grants g on g.table_schema = 'public' and g.table_name = c.relname
        where i.inhparent in ('event_log'::regclass, 'inbox'::regclass) and g.grantee <> current_user
    loop
        execute format('revoke all on %I from %I', part, login);
    end loop;

    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'inbox'::regclass and c.relname ~ '^inbox_[0-9]{6}$'
          and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' < (at_time at time zone 'UTC') - interval '35 days'
    loop
        execute format(
            'insert into inbox_tally as t (queue, rows, late)
             select queue, count(*), count(*) filter (where late) from %I group by queue
             on conflict (queue) do update set rows = t.rows + excluded.rows, late = t.late + excluded.late', part);
        execute format('drop table %I', part);
    end loop;
end
$$;

-- A sealed text in what was said gets its key wrapped anew, or is taken away with it. Nothing else of an event is ever changed.
create or replace function messaging_reseal(event uuid, was text, becomes text) returns void
    language plpgsql security definer set search_path = public as
$$
begin
    if was !~ '^v[12][.][A-Za-z0-9_~-]+[.][A-Za-z0-9_-]+$' or becomes !~ '^(v2[.][A-Za-z0-9_~-]+[.][A-Za-z0-9_-]+|erased)$' then
        raise exception 'This is no sealed text.';
    end if;
    update event_log set body = replace(body, '"' || was || '"', '"' || becomes || '"') where event_id = event;
end
$$;

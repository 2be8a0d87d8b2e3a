-- What producers say they have said, what this service holds of it, and where the two differ. Applied after Schema.sql.

-- Of a place in an aggregate's life; the same in every database, whatever its version. Sums of it do not know an order.
create or replace function messaging_place_hash(aggregate text, sequence bigint, message uuid) returns bigint
    language sql stable parallel safe as
$$ select ('x' || left(md5(concat_ws(':', aggregate, sequence, message)), 16))::bit(64)::bigint $$;

-- Of the columns of a row, whatever the settings of the session are.
create or replace function messaging_row_hash(content record) returns bigint
    language plpgsql stable set timezone = 'UTC' set datestyle = 'ISO, YMD' as
$$ begin return ('x' || left(md5(content::text), 16))::bit(64)::bigint; end $$;

-- As producer: how far each aggregate's published life goes. For ever it belongs to the agency and the day of its first event.
create table if not exists told (
    aggregate_id text        not null primary key,
    agency       text        not null,
    day          date        not null,
    sequence     bigint      not null,
    event_id     uuid        not null,
    changed_at   timestamptz not null
) with (fillfactor = 70);
create index if not exists told_bucket on told (agency, day);

-- As producer: the position of `published` up to which `told` has been brought.
create table if not exists told_until (
    one      boolean not null primary key default true check (one),
    position bigint  not null
);

-- As producer: places that a subscriber has and this database has not, because it was put back. Nothing is published in them again.
create table if not exists lost (
    aggregate_id text        not null primary key,
    sequence     bigint      not null,
    event_id     uuid        not null,
    reported_by  text        not null,
    noticed_at   timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by text
);

-- As consumer: where an aggregate belongs, and the hash of the row that was made of it.
alter table cursor add column if not exists agency text;
alter table cursor add column if not exists day date;
alter table cursor add column if not exists seal bigint;
create index if not exists cursor_bucket on cursor (producer, agency, day);

-- As consumer: the digest that each producer said last of an agency and a day, and when it is compared next.
create table if not exists digest (
    producer    text        not null,
    agency      text        not null,
    day         date        not null,
    count       bigint      not null,
    hash        numeric     not null,
    position    bigint      not null,
    said_at     timestamptz not null,
    due_at      timestamptz not null,
    compared_at timestamptz,
    primary key (producer, agency, day)
);
create index if not exists digest_due on digest (due_at);

-- As consumer: what differs. Seen once it may still be under way; what is the same when it is seen again is confirmed.
create table if not exists difference (
    id           bigint generated always as identity primary key,
    producer     text        not null,
    aggregate    text        not null,
    agency       text        not null,
    day          date        not null,
    kind         text        not null,
    ours         bigint      not null,
    theirs       bigint      not null,
    message_id   uuid,
    seen_at      timestamptz not null,
    confirmed_at timestamptz,
    asked_at     timestamptz,
    attempts     int         not null default 0,
    failure      text,
    healed_at    timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text
);
create unique index if not exists difference_open on difference (producer, aggregate) where healed_at is null;

-- Tables of HoanKiem.Audit, applied by every run of the migrate command as the owner of the database; safe to repeat.
-- Nobody who logs in may change or take away what is written: requests and workers add to audit_unsealed, the sealer moves it to audit.

-- What was written and not sealed yet: nothing but the order in which it is found, so that adding costs next to nothing.
create table if not exists audit_unsealed (
    place     bigint generated always as identity primary key,
    id        uuid        not null,
    at        timestamptz not null,
    agency    text        not null,
    subject   text        not null,
    kind      text        not null,
    behalf_of text,
    operation text        not null,
    purpose   text        not null,
    wrote     boolean     not null,
    objects   uuid[]      not null,
    owners    text[]      not null,
    trace     text
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The chains, one for each agency.
create table if not exists audit (
    agency     text        not null,
    sequence   bigint      not null,
    id         uuid        not null,
    at         timestamptz not null,
    subject    text        not null,
    kind       text        not null,
    behalf_of  text,
    operation  text        not null,
    purpose    text        not null,
    wrote      boolean     not null,
    objects    uuid[]      not null,
    owners     text[]      not null,
    trace      text,
    sealed_at  timestamptz not null,
    entry_hash bytea       not null,
    hash       bytea       not null,
    primary key (agency, sequence)
);
-- Nearly all entries are of one dossier: a small tree finds those. What showed a page is found by each of its ids.
drop index if exists audit_id;
drop index if exists audit_objects;
create index if not exists audit_object on audit ((objects[1])) where cardinality(objects) = 1;
create index if not exists audit_page on audit using gin (objects) where cardinality(objects) > 1;

-- How far each chain is, and how far that has been said.
create table if not exists audit_head (
    agency       text        not null primary key,
    entries      bigint      not null,
    hash         bytea       not null,
    sealed_at    timestamptz not null,
    said         bigint      not null default 0,
    said_entries bigint      not null default 0,
    said_at      timestamptz,
    closed       date
) with (fillfactor = 70);

alter table audit_unsealed enable row level security;
alter table audit_unsealed force row level security;
alter table audit_head enable row level security;
alter table audit_head force row level security;
do $do$ begin
    if not exists (select from pg_policy where polname = 'anybody_adds') then
        create policy anybody_adds on audit_unsealed for insert with check (true);
        create policy sealer on audit_unsealed to {sealer} using (true);
        create policy worker_counts on audit_unsealed for select to {worker} using (true);
        create policy worker on audit_head to {worker} using (true) with check (true);
    end if;
end $do$;

revoke all on audit_unsealed, audit, audit_head from public, {app}, {worker}, {sealer};
grant insert on audit_unsealed to {app}, {worker};
grant select on audit_unsealed to {worker};
grant select, delete on audit_unsealed to {sealer};
grant select on audit to {app}, {worker};
grant insert on audit to {sealer};
grant select, insert, update on audit_head to {worker};

-- The legal clock once more, in SQL, written from the rules and not from the C#: days and minutes are numbered,
-- and a limit is an addition of numbers. Everything is temporary: days() of the calendar, cases and waits are
-- copied in, and the view "answer" is read once.
--
-- Legal time is Asia/Ho_Chi_Minh from the time zone database, office hours 08:00-12:00 and 13:00-17:00.

set timezone = 'UTC';

create temp table unusual_day (date date primary key, kind text not null);
create temp table covered (first date not null, last date not null);

create temp table clock_case (
    id int primary key,
    received_at timestamptz not null,
    value int not null,
    unit text not null,
    cut_off time,
    supplement text not null,
    saturdays boolean not null          -- the office receives on Saturdays 08:00-11:30
);

create temp table clock_wait (
    case_id int not null,
    from_at timestamptz not null,
    to_at timestamptz not null,
    kind text not null
);

-- Every day of three decades: does the office work, and which working day is it, counted from the beginning?
create temp table day (date date primary key, works boolean not null, number int not null, plain boolean not null);
create temp table working_day (number int primary key, date date not null);

create function pg_temp.number_the_days() returns void language sql as $$
    insert into day
    select d.date, d.works, count(*) filter (where d.works) over (order by d.date), d.plain
    from (
        select g::date as date,
               u.kind is null and not fixed as plain,
               case when u.kind = 'swap_work' then true
                    when u.kind is not null or fixed then false
                    else extract(isodow from g) <= 5 end as works
        from generate_series('2015-01-01'::timestamp, '2045-12-31', '1 day') g
        cross join covered c
        left join unusual_day u on u.date = g::date
        cross join lateral (
            -- Beyond the published calendar only the days with a fixed date are known to be off.
            select g::date not between c.first and c.last
               and (to_char(g, 'MM-DD') in ('01-01', '04-30', '05-01', '09-02')
                    or to_char(g, 'MM-DD') = '11-24' and g >= '2026-01-01') as fixed
        ) f
    ) d;
    insert into working_day select number, date from day where works;
$$;

-- The first working day on or after a date, and the n-th after a date.
create function pg_temp.working_day_from(date) returns date language sql stable as $$
    select w.date from day d join working_day w on w.number = d.number + (not d.works)::int where d.date = $1
$$;
create function pg_temp.working_day_after(date, n int) returns date language sql stable as $$
    select w.date from day d join working_day w on w.number = d.number + $2 where d.date = $1
$$;

-- Working minutes from the beginning of time to a legal moment, and back.
create function pg_temp.minute_of(timestamp) returns bigint language sql stable as $$
    select 480::bigint * (d.number - d.works::int)
         + case when d.works then least(greatest(m - 480, 0), 240) + least(greatest(m - 780, 0), 240) else 0 end
    from day d, (select (extract(hour from $1) * 60 + extract(minute from $1))::int as m) t
    where d.date = $1::date
$$;
create function pg_temp.moment_of(bigint) returns timestamp language sql stable as $$
    select w.date + make_interval(mins => case when rest <= 240 then 480 + rest else 540 + rest end)
    from (select (($1 - 1) / 480 + 1)::int as number, (($1 - 1) % 480 + 1)::int as rest) p
    join working_day w using (number)
$$;

-- When something that comes in at a legal moment counts as received: reception hours first, then the cut-off.
create function pg_temp.received(at timestamp, cut_off time, saturdays boolean) returns timestamp language sql stable as $$
    select case
        when d.works and at::time > '17:00' or saturday and at::time > '11:30' or not d.works and not saturday
            then next_reception + time '08:00'
        when at::time > cut_off
            then pg_temp.working_day_after(d.date, 1) + time '08:00'
        else at end
    from day d
    cross join lateral (
        select saturdays and not d.works and d.plain and extract(isodow from d.date) = 6 as saturday
    ) s
    cross join lateral (
        select min(n.date) as next_reception
        from day n
        where n.date > d.date and n.date < d.date + 30
          and (n.works or saturdays and n.plain and extract(isodow from n.date) = 6)
    ) r
    where d.date = at::date
$$;

-- Where so much of a unit ends that begins at a moment of reception.
create function pg_temp.ends(start timestamp, unit text, amount int) returns timestamp language sql stable as $$
    select case unit
        when 'working_hour' then pg_temp.moment_of(pg_temp.minute_of(start) + amount)
        when 'same_day' then start::date
            + (select case when works then time '17:00' else time '11:30' end from day where date = start::date)
        when 'working_day' then
            case when amount = 0 then pg_temp.working_day_from(start::date)
                 else pg_temp.working_day_after(start::date, amount) end + time '17:00'
        else pg_temp.working_day_from(start::date + amount) + time '17:00' end
$$;

-- How much of a unit lies between a moment of reception and a stop; the day of the stop is used.
create function pg_temp.used(start timestamp, stop timestamp, unit text, amount int) returns int language sql stable as $$
    select least(amount, greatest(0, case unit
        when 'working_hour' then (pg_temp.minute_of(stop) - pg_temp.minute_of(start))::int
        when 'working_day' then (select b.number - a.number from day a, day b
                                 where a.date = start::date and b.date = stop::date)
        when 'same_day' then 0
        else stop::date - start::date end))
$$;

create temp view answer as
with recursive
legal_case as (
    select c.*, date_trunc('minute', c.received_at) at time zone 'Asia/Ho_Chi_Minh' as received,
           case unit when 'working_hour' then value * 60 when 'same_day' then 0 else value end as amount,
           case unit when 'same_day' then coalesce(cut_off, '15:00') else cut_off end as latest
    from clock_case c
),
-- No stop lets a clock begin earlier than it would have begun without it.
-- An opinion does not stop the clock; what ended before reception never did. Overlapping waits are one.
stopping as (
    select w.case_id, w.kind, greatest(w.from_at, c.received_at) as from_at, w.to_at
    from clock_wait w join clock_case c on c.id = w.case_id
    where w.kind <> 'opinion' and w.to_at >= greatest(w.from_at, c.received_at)
),
marked as (
    select s.*, coalesce(from_at > max(to_at) over (
        partition by case_id order by from_at, to_at, kind rows between unbounded preceding and 1 preceding), true) as first
    from stopping s
),
grouped as (
    select m.*, count(*) filter (where first) over (partition by case_id order by from_at, to_at, kind) as k
    from marked m
),
stop as (
    select case_id, k, min(from_at) as from_at, max(to_at) as to_at, bool_or(kind = 'papers') as papers
    from grouped group by case_id, k
),
leg as (
    select c.id, 0::bigint as k, start, c.amount, pg_temp.ends(start, c.unit, c.amount) as due
    from legal_case c
    cross join lateral (select pg_temp.received(c.received, c.latest, c.saturdays) as start) s
    union all
    select c.id, s.k, n.start, n.amount, pg_temp.ends(n.start, c.unit, n.amount)
    from leg l
    join legal_case c on c.id = l.id
    join stop s on s.case_id = l.id and s.k = l.k + 1 and s.from_at at time zone 'Asia/Ho_Chi_Minh' < l.due
    cross join lateral (
        select greatest(l.start, pg_temp.received(
                   date_trunc('minute', s.to_at) at time zone 'Asia/Ho_Chi_Minh', c.latest, c.saturdays)) as start,
               case when s.papers and c.supplement = 'restart' then c.amount
                    else l.amount - pg_temp.used(l.start, date_trunc('minute', s.from_at) at time zone 'Asia/Ho_Chi_Minh',
                                                 c.unit, l.amount) end as amount
    ) n
)
select distinct on (c.id)
       c.id,
       l.due at time zone 'Asia/Ho_Chi_Minh' as due_at,
       c.received::date not between v.first and v.last or l.due::date not between v.first and v.last as provisional
from leg l
join legal_case c on c.id = l.id
cross join covered v
order by c.id, l.k desc;

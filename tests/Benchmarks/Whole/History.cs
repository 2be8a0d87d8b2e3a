using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>
/// Years of finished dossiers, put into the databases of the services at once: every row of a hundred real ones, again and again with
/// identities, codes and moments of their own, in all tables and indexes that the measured requests read or write.
/// </summary>
internal sealed class History(Servers servers)
{
    private const int Templates = 100;
    private const int Step = 500; // clones of each in one statement

    // The same moment earlier by k seconds, the same random part: unique, and in the order of time as the services' own.
    private const string Functions = """
        create or replace function bench_clone(id uuid, k int) returns uuid language sql immutable strict parallel safe as
        $$ select (lpad(to_hex(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - k::bigint * 1000), 12, '0')
            || substr(replace(id::text, '-', ''), 13))::uuid $$;
        create or replace function bench_code(code text, k int) returns text language sql immutable strict parallel safe as
        $$ select left(encode(sha256(convert_to(code || '/' || k, 'UTF8')), 'hex'), greatest(length(code), 12)) $$;
        """;

    private int _clones;
    private List<Guid>? _templates;

    /// <summary>Fills up to so many dossiers and brings statistics and visibility maps up to date.</summary>
    public async Task GrowToAsync(long dossiers)
    {
        var of = Of(ResourceNames.Dossiers);
        _templates ??= await of.ListAsync<Guid>(
            $"select id from dossier where status = 10 order by id desc limit {Templates}"
        );
        var missing = dossiers - await of.ReadAsync<long>("select count(*) from dossier");
        var clones = (int)(missing / _templates.Count);
        for (; clones > 0; clones -= Step)
        {
            var (from, to) = (_clones + 1, _clones + Math.Min(Step, clones));
            await CloneAsync(ResourceNames.Dossiers, "dossier", "id", from, to);
            foreach (var table in await TablesAsync(of))
                await CloneAsync(ResourceNames.Dossiers, table, "dossier_id", from, to);
            await CloneAsync(ResourceNames.Dossiers, "event_log", "correlation", from, to);
            await CloneAsync(ResourceNames.Routing, "case", "dossier_id", from, to);
            await CloneAsync(ResourceNames.Routing, "step", "dossier_id", from, to);
            await CloneAsync(ResourceNames.Reporting, "reported_dossier", "id", from, to);
            _clones = to;
        }
        await Of(ResourceNames.Reporting)
            .ExecuteAsync(
                """
                delete from on_time_change;
                update on_time_cell c set received = d.received, early = d.early, on_time = d.on_time, late = d.late, closed = d.closed,
                    in_progress = d.in_progress
                from (select agency, month, procedure_code, channel, count(*) as received, count(*) filter (where standing = 'early') as early,
                    count(*) filter (where standing = 'onTime') as on_time, count(*) filter (where standing = 'late') as late,
                    count(*) filter (where standing = 'closed') as closed, count(*) filter (where standing = 'inProgress') as in_progress
                    from reported_dossier group by 1, 2, 3, 4) d
                where (c.agency, c.month, c.procedure_code, c.channel) = (d.agency, d.month, d.procedure_code, d.channel)
                """
            );
        foreach (
            var service in new[]
            {
                ResourceNames.Dossiers,
                ResourceNames.Routing,
                ResourceNames.Reporting,
            }
        )
            await Of(service).ExecuteAsync("vacuum analyze");
        await of.ExecuteAsync("checkpoint");
    }

    private async Task CloneAsync(string service, string table, string key, int from, int to)
    {
        var database = Of(service);
        await database.ExecuteAsync(Functions);
        await using var connection = await database.OpenAsync();
        var (columns, values) = (new List<string>(), new List<string>());
        await using (
            var read = new NpgsqlCommand(
                """
                select a.attname::text, format_type(a.atttypid, a.atttypmod), exists (
                    select from pg_index i where i.indrelid = a.attrelid and i.indisunique and a.attnum = any (i.indkey))
                from pg_attribute a
                where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
                order by a.attnum
                """,
                connection
            )
            {
                Parameters = { new() { Value = $"\"{table}\"" } },
            }
        )
        await using (var reader = await read.ExecuteReaderAsync())
            while (await reader.ReadAsync())
            {
                var (name, type, unique) = (
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetBoolean(2)
                );
                columns.Add($"\"{name}\"");
                values.Add(
                    type == "uuid" ? $"bench_clone(\"{name}\", k)"
                    : name == "aggregate_id" ? "bench_clone(aggregate_id::uuid, k)::text"
                    // Of what is unique together with an identity nothing else has to change.
                    : unique
                    && name is "number" or "request_code" or "look_up_code" or "external_code"
                        ? $"bench_code(\"{name}\", k)"
                    : $"\"{name}\""
                );
            }
        await using var clone = new NpgsqlCommand(
            $"""
            insert into "{table}" ({string.Join(", ", columns)}) select {string.Join(", ", values)}
            from "{table}" cross join generate_series({from}, {to}) k where "{key}" = any ($1)
            """,
            connection
        )
        {
            Parameters = { new() { Value = _templates!.ToArray() } },
            CommandTimeout = 0,
        };
        await clone.ExecuteNonQueryAsync();
    }

    private static Task<List<string>> TablesAsync(Database database) =>
        database.ListAsync<string>(
            """
            select c.table_name::text from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and c.column_name = 'dossier_id' and t.table_type = 'BASE TABLE' order by 1
            """
        );

    private Database Of(string service) => new(servers.Postgres, ResourceNames.DatabaseOf(service));
}

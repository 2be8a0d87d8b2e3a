using System.Security.Cryptography;
using System.Text;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Access;

/// <summary>
/// Row-level security behind the predicate, as a step of the migration: made of the same <see cref="Ways{T}"/>. It is forced, so that the
/// owner of the tables is held to it too. A table of which no policy speaks is in the approved file <c>open-tables.txt</c>.
/// </summary>
public static class Rls
{
    /// <summary>Policies on all reachable tables of <typeparamref name="TDb"/>.</summary>
    public static MigrationStep Force<TDb>(IServiceProvider services)
        where TDb : DbContext =>
        new(
            "row-level security",
            MigrationStage.AfterTables,
            async (context, ct) =>
            {
                using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateScope();
                var model = scope.ServiceProvider.GetRequiredService<TDb>().Model;
                foreach (
                    var type in model
                        .GetEntityTypes()
                        .Where(type => WaysOf.Type(type.ClrType) is not null)
                )
                    await Force(type, context, ct);
            }
        );

    /// <summary>What stands in the policies of a reachable table, by name.</summary>
    internal static IEnumerable<(string Name, string Sql)> Policies(IReadOnlyEntityType type)
    {
        var ways = WaysOf.Type(type.ClrType)!;
        var table = type.GetTableName()!;
        var wholes = ways.Wholes.Select(part => Whole(type, part)).ToList();
        var changes = ways
            .Columns.Where(column => column.Writes)
            .Select(column => Arm(type, column))
            .Concat(wholes)
            .ToList();
        var reads = ways
            .Columns.Where(column => !column.Writes)
            .Select(column => Arm(type, column))
            .ToList();
        if (changes.Count > 0)
            yield return (
                "app_reaches",
                $"""
                create policy app_reaches on "{table}" to {"{app}"} using ({Or(changes)})
                    with check ({(ways.AnyoneAdds ? "true" : Or(changes))})
                """
            );
        if (reads.Count > 0)
            yield return (
                "app_reads",
                $"""create policy app_reads on "{table}" for select to {"{app}"} using ({Or(reads)})"""
            );
        if (ways.AreCounted)
            yield return (
                "owner_counts",
                $"""create policy owner_counts on "{table}" for select to {"{owner}"} using (true)"""
            );
        yield return (
            "worker",
            $"""create policy worker on "{table}" to {"{worker}"} using (true) with check (true)"""
        );
    }

    // A policy that says already what it should is left alone: making it again would wait for everybody who uses the table.
    private static async Task Force(
        IReadOnlyEntityType type,
        MigrationContext context,
        CancellationToken ct
    )
    {
        var table = type.GetTableName()!;
        var wanted = Policies(type).ToList();
        var mark = Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Join('\n', wanted.Select(policy => policy.Sql)))
            )
        );
        if (await MarkOf(table, context.Connection, ct) == mark)
            return;
        await context.Execute(
            $"""
            alter table "{table}" enable row level security;
            alter table "{table}" force row level security;
            do $do$ declare name text; begin
                for name in select polname from pg_policy where polrelid = '"{table}"'::regclass loop
                    execute format('drop policy %I on "{table}"', name);
                end loop;
            end $do$;
            {string.Join(";\n", wanted.Select(policy => policy.Sql))};
            comment on policy worker on "{table}" is '{mark}';
            """,
            ct
        );
    }

    private static async Task<string?> MarkOf(
        string table,
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select obj_description(p.oid, 'pg_policy') from pg_policy p join pg_class c on c.oid = p.polrelid
            where c.relname = $1 and c.relnamespace = 'public'::regnamespace and p.polname = 'worker'
                and c.relrowsecurity and c.relforcerowsecurity
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        return await command.ExecuteScalarAsync(ct) as string;
    }

    // The names are read once for a statement, not once for a row: that is what the inner select is for.
    private static string Arm(IReadOnlyEntityType type, WayColumn column)
    {
        var name = $"\"{type.ColumnOf(column.Column)}\"";
        var setting = $"nullif(current_setting('{ScopeSql.Setting(column.Way)}', true), '')";
        if (column.Way == Way.Inspection)
            return $"{name} = any (array(select dossier_id from inspection_dossier where inspection_id = any (({setting})::uuid[])))";
        // The outer cast does nothing but say that this is a list and not a row after the other.
        var names = $"((select {setting}::text[])::text[])";
        if (column.IsDigest)
            name = $"encode({name}, 'hex')";
        return column.IsArray ? $"{name} && {names}" : $"{name} = any ({names})";
    }

    // The other table has policies of its own, so that its row is there only for who reaches it.
    private static string Whole(IReadOnlyEntityType type, PartOfWhole part)
    {
        var whole = type.Model.FindEntityType(part.Whole)!;
        var hidden = WaysOf.Type(part.Whole)!.Columns.Any(column => column.Way == Way.Number)
            ? $"(select nullif(current_setting('{ScopeSql.Setting(Way.Number)}', true), '')) is null and "
            : "";
        return $"{hidden}exists (select from \"{whole.GetTableName()}\" whole where whole.\"{whole.ColumnOf(part.WholeKey)}\" = \"{type.GetTableName()}\".\"{type.ColumnOf(part.Key)}\")";
    }

    private static string Or(IEnumerable<string> arms) => string.Join("\n    or ", arms);
}

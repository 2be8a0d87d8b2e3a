using System.Text.RegularExpressions;
using HoanKiem.Access;
using HoanKiem.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HoanKiem.Architecture.Tests;

/// <summary>Who reaches what, by role and table; and where the filter is not what looks after it.</summary>
public sealed partial class ReachTests
{
    [Fact]
    public void Who_reaches_what_is_what_was_approved()
    {
        var lines = new List<string>();
        foreach (var kind in Enum.GetValues<CallerKind>())
            if (Rules.Of(kind) is { } way)
                lines.Add($"{kind} brings {way}");
        foreach (var role in Rules.OfOfficers.GroupBy(rule => rule.Role))
            lines.Add(
                $"{role.Key} brings {string.Join(", ", role.Select(rule => rule.Way + (rule.Below ? " (and below)" : "")))}"
            );
        foreach (var (service, type) in Reachable())
            lines.Add($"{service} {type.GetTableName()}: {Describe(type)}");

        Approved.Match("Approved/reach.txt", string.Join('\n', lines));
    }

    [Fact]
    public void Every_reachable_table_has_policies_that_say_no_more_than_its_ways()
    {
        var tables = Reachable().ToList();

        Assert.True(tables.Count > 25);
        Rule.Holds(
            "These have a policy for requests and say no way:",
            from table in tables
            let ways = WaysOf.Type(table.Type.ClrType)!
            where ways.Columns.Count + ways.Wholes.Count == 0
            where Rls.Policies(table.Type).Any(policy => policy.Sql.Contains("{app}"))
            select table.Type.GetTableName()!
        );
    }

    // The guard sees queries of EF; what is written as SQL it does not see, and row-level security alone looks after it.
    [Fact]
    public void Sql_that_no_filter_looks_after_is_what_was_approved() =>
        Approved.Match(
            "Approved/sql.txt",
            string.Join(
                '\n',
                Repository
                    .Code.Where(file =>
                        file.StartsWith("services/", StringComparison.Ordinal)
                        && !file.StartsWith("services/Messaging/", StringComparison.Ordinal)
                    )
                    .SelectMany(file =>
                        Sql()
                            .Matches(Repository.Read(file))
                            .Select(match => match.Value)
                            .Distinct()
                            .Select(what => $"{file} {what}")
                    )
            )
        );

    // A request that logs in as a worker sees everything: only what a signature or nobody's request has started may.
    [Fact]
    public void Who_logs_in_as_a_worker_is_what_was_approved() =>
        Approved.Match(
            "Approved/workers.txt",
            string.Join(
                '\n',
                Repository.Code.Where(file =>
                    file.StartsWith("services/", StringComparison.Ordinal)
                    && Repository.Read(file).Contains(".UseWorkerLogin()", StringComparison.Ordinal)
                )
            )
        );

    private static IEnumerable<(string Service, IEntityType Type)> Reachable() =>
        from model in Models.All
        from type in model.Model.GetEntityTypes()
        where WaysOf.Type(type.ClrType) is not null
        orderby model.Service, type.GetTableName()
        select (model.Service, type);

    private static string Describe(IReadOnlyEntityType type)
    {
        var ways = WaysOf.Type(type.ClrType)!;
        var said = ways
            .Columns.GroupBy(column => column.Way)
            .Select(way =>
                $"{way.Key} by {string.Join(", ", way.Select(column => type.ColumnOf(column.Column)))}{(way.All(column => column.Writes) ? "" : " to read")}"
            )
            .Concat(
                ways.Wholes.Select(part =>
                    $"wherever its {type.Model.FindEntityType(part.Whole)!.GetTableName()} is ({type.ColumnOf(part.Key)})"
                )
            )
            .Concat(ways.AnyoneAdds ? ["anybody adds"] : [])
            .Concat(ways.AreCounted ? ["counted for everybody"] : [])
            .ToList();
        return said.Count == 0 ? "workers only" : string.Join("; ", said);
    }

    [GeneratedRegex("FromSql|SqlQuery|ExecuteSql|CreateCommand|new NpgsqlCommand|NpgsqlBatch")]
    private static partial Regex Sql();
}

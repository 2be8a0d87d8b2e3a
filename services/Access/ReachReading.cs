using System.Data.Common;
using HoanKiem.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace HoanKiem.Access;

/// <summary>
/// Reads what the directory says of a caller, whatever the day: once in a request, in the statement that opens its transaction or in one
/// of its own. Tables of reach are under no policy, so this needs no scope.
/// </summary>
internal sealed class ReachReading(ApplicationFilter filter)
{
    /// <summary>All rows of a subject with the lines of their agencies, and the inspections that name it.</summary>
    public const string Sql = """
        select r.role, r.agency, r.principal, null::uuid, r.valid_from, coalesce(r.valid_to, 'infinity'), r.endings, r.source::text,
            l.reaches, l.kind, l.valid_from, l.valid_to
        from reach r left join reach_line l on l.agency = r.agency where r.subject = @hk_subject
        union all
        select null, null, null, i.id, i.valid_from, i.valid_to, i.endings, i.id::text, null, null, null, null
        from inspection i where i.inspectors @> array[@hk_subject];
        """;

    private IReadOnlyList<Granted>? _granted;

    /// <summary>Nothing need be read any more.</summary>
    public bool IsDone => _granted is not null;

    /// <summary>Whether queries are filtered.</summary>
    public bool Filters => filter.IsOn;

    /// <summary>What is known of the caller; read at most once.</summary>
    public async Task<IReadOnlyList<Granted>> Of(Caller caller, DbContext db, CancellationToken ct)
    {
        if (_granted is not null)
            return _granted;
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = (NpgsqlCommand)db.Database.GetDbConnection().CreateCommand();
            command.Transaction =
                db.Database.CurrentTransaction?.GetDbTransaction() as NpgsqlTransaction;
            command.CommandText = Sql;
            command.Parameters.Add(new NpgsqlParameter<string>("hk_subject", caller.Subject));
            await using var reader = await command.ExecuteReaderAsync(ct);
            await Keep(reader, ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }

        return _granted!;
    }

    /// <summary>The reading of this request.</summary>
    public static ReachReading In(DbContext db) => db.GetService<ReachReading>();

    /// <summary>Keeps what a reader has of <see cref="Sql"/>.</summary>
    public async Task Keep(DbDataReader reader, CancellationToken ct)
    {
        var granted = new Dictionary<string, Granted>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var source = reader.GetString(7);
            if (!granted.TryGetValue(source, out var known))
                granted.Add(source, known = Read(reader));
            if (!await reader.IsDBNullAsync(8, ct))
                known.Lines.Add(
                    new Line(
                        reader.GetString(8),
                        Enum.Parse<LineKind>(reader.GetString(9)),
                        reader.GetFieldValue<DateOnly>(10),
                        reader.GetFieldValue<DateOnly>(11)
                    )
                );
        }

        _granted = [.. granted.Values];
    }

    private static Granted Read(DbDataReader reader) =>
        new(
            reader.IsDBNull(0) ? null : Enum.Parse<OfficerRole>(reader.GetString(0)),
            reader.IsDBNull(1) ? null : reader.GetString(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetGuid(3),
            reader.GetFieldValue<DateOnly>(4),
            reader.GetFieldValue<DateOnly>(5),
            reader.GetInt32(6),
            []
        );
}

/// <summary>The application's filter is on. Only a test's host has another one, to see that the database alone lets nothing through either.</summary>
internal sealed record ApplicationFilter(bool IsOn);

/// <summary>One row of what is known of a caller.</summary>
internal sealed record Granted(
    OfficerRole? Role,
    string? Agency,
    string? Principal,
    Guid? Inspection,
    DateOnly From,
    DateOnly To,
    int Endings,
    List<Line> Lines
);

/// <summary>A line of its agency; none when the Catalogue has not told of that yet, which is then believed.</summary>
internal readonly record struct Line(string Reaches, LineKind Kind, DateOnly From, DateOnly To);

using HoanKiem.Access;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>The statement in front of every transaction is planned a few times for each connection, and then never again.</summary>
public sealed class ScopePlanTests(SampleApp app) : IClassFixture<SampleApp>
{
    private const int Times = 20;

    public static TheoryData<CallerKind, bool, int> Callers =>
        [
            (CallerKind.Officer, false, 0),
            (CallerKind.Officer, true, 0),
            (CallerKind.Officer, false, 1),
            (CallerKind.Officer, true, 1),
            (CallerKind.Citizen, false, 0),
            (CallerKind.Citizen, false, 1),
        ];

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task One_plan_serves_all_callers_of_a_kind(CallerKind kind, bool reads, int lost)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var connection = await app
            .Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseLogin.App)
            .OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var caller = new Caller("whoever", kind, 2) { Endings = lost, ReadsOnly = reads };
        await using var scope = connection.CreateCommand();
        scope.CommandText = ScopeSql.Of(caller);
        ScopeSql.Bind(scope, caller, new DateOnly(2026, 11, 23));
        await scope.PrepareAsync(ct);
        for (var i = 0; i < Times; i++)
            await scope.ExecuteNonQueryAsync(ct);

        await using var plans = connection.CreateCommand();
        plans.CommandText =
            $"select custom_plans, generic_plans from pg_prepared_statements where statement like '{ScopeSql.Beginning}%' order by prepare_time desc limit 1";
        await using var reader = await plans.ExecuteReaderAsync(ct);
        Assert.True(await reader.ReadAsync(ct));
        Assert.InRange(reader.GetInt64(0), 0, 5); // what PostgreSQL tries before it decides
        Assert.InRange(reader.GetInt64(1), Times - 5, Times);
    }
}

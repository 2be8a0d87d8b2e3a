using System.Collections.Concurrent;
using System.Globalization;
using CsCheck;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Dossiers.Tests.Lifecycle;

/// <summary>Clerks who accept at the same moment get the numbers that they would have got in some order, one after another.</summary>
public sealed class ParallelNumbersTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Numbers_taken_at_once_are_those_of_some_order_and_a_rolled_back_one_leaves_no_hole() =>
        Gen.Const(0)
            .Select(_ => new Counters(app.Services))
            .SampleParallel(
                Gen.Select(Gen.Long, Gen.Int[0, 1], Gen.Int[0, 1], Gen.Bool)
                    .Operation<Counters>(
                        act => act.ToString(),
                        (counters, act) =>
                            counters.Accept(act.Item1, act.Item2, act.Item3, act.Item4)
                    ),
                equal: (one, other) => one.Story() == other.Story(),
                maxSequentialOperations: 2,
                maxParallelOperations: 4,
                iter: 40,
                threads: 4,
                print: counters => counters.Story()
            );

    /// <summary>Counters of two agencies and two days that nobody else has.</summary>
    private sealed class Counters(IServiceProvider services)
    {
        private readonly string _mark = Guid.NewGuid().ToString("N");
        private readonly ConcurrentDictionary<long, string> _given = new();

        public void Accept(long act, int agency, int day, bool fails)
        {
            using var scope = services.CreateScope();
            var db = scope.ServiceProvider.GetRequiredService<DossiersDb>();
            using var transaction = db.Database.BeginTransaction();
            var number = DossierNumber
                .Take(db, $"{_mark}-{agency}", $"H26.{agency}", Morning.AddDays(day), default)
                .GetAwaiter()
                .GetResult();
            if (fails)
                return;
            transaction.Commit();
            _given[act] = number;
        }

        /// <summary>Which act got which number.</summary>
        public string Story() =>
            string.Join(
                ' ',
                _given
                    .OrderBy(given => given.Key)
                    .Select(given =>
                        string.Create(CultureInfo.InvariantCulture, $"{given.Key}: {given.Value};")
                    )
            );
    }
}

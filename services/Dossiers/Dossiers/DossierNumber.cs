using System.Globalization;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>
/// The dossier number (mã hồ sơ): code of the receiving agency, local date of reception, number of the day
/// (Nghị định 61/2018, Điều 26.2; Thông tư 01/2018, Điều 19). It exists only from acceptance on (Điều 17.3).
/// </summary>
internal static class DossierNumber
{
    /// <summary>The number as it is written; beyond 9 999 a day it simply grows.</summary>
    public static string Of(string agencyPrefix, DateOnly day, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{agencyPrefix}-{day:yyMMdd}-{sequence:0000}");

    /// <summary>
    /// Takes the next number. The counter row stays locked until the commit, so this is the last statement before saving:
    /// two clerks of one agency wait for each other only that long, and a rolled back acceptance leaves no hole.
    /// </summary>
    public static async Task<string> Take(
        DossiersDb db,
        string agency,
        string prefix,
        DateTimeOffset acceptedAt,
        CancellationToken ct
    )
    {
        var day = LegalZone.DateOf(acceptedAt);
        var sequences = await db
            .Database.SqlQuery<long>(
                $"""
                insert into number_counter as c (agency, day, last) values ({agency}, {day}, 1)
                on conflict (agency, day) do update set last = c.last + 1
                returning c.last as "Value"
                """
            )
            .ToListAsync(ct);
        return Of(prefix, day, sequences[0]);
    }
}

/// <summary>How many numbers an agency has given out on a local day.</summary>
internal sealed class NumberCounter
{
    /// <summary>Agency.</summary>
    public required string Agency { get; init; }

    /// <summary>Local day.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Last number given out.</summary>
    public long Last { get; init; }
}

internal sealed class NumberCounterMap : IEntityTypeConfiguration<NumberCounter>
{
    public void Configure(EntityTypeBuilder<NumberCounter> builder)
    {
        builder.ToTable("number_counter");
        builder.HasKey(counter => new { counter.Agency, counter.Day });
    }
}

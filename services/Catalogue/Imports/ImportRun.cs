using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Catalogue.Imports;

/// <summary>An import that was carried out: which files, when, and how much it changed.</summary>
internal sealed class ImportRun : IEntityTypeConfiguration<ImportRun>
{
    public int Id { get; private set; }

    /// <summary>SHA-256 of the files.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Changes of agencies and successions, each an event.</summary>
    public int Agencies { get; private set; }

    /// <summary>Editions of calendars published.</summary>
    public int Calendars { get; private set; }

    /// <summary>Versions published, changed or withdrawn, each an event.</summary>
    public int Procedures { get; private set; }

    /// <summary>All events of the import.</summary>
    public int Changes => Agencies + Calendars + Procedures;

    public static ImportRun Of(
        string fingerprint,
        DateTimeOffset at,
        int agencies,
        int calendars,
        int procedures
    ) =>
        new()
        {
            Fingerprint = fingerprint,
            At = at,
            Agencies = agencies,
            Calendars = calendars,
            Procedures = procedures,
        };

    /// <summary>The files are those of the latest import.</summary>
    public static ImportRun Unchanged(string fingerprint, DateTimeOffset at) =>
        Of(fingerprint, at, 0, 0, 0);

    public void Configure(EntityTypeBuilder<ImportRun> builder)
    {
        builder.ToTable("import_run");
        builder.Property(run => run.Fingerprint).HasMaxLength(64);
        builder.Ignore(run => run.Changes);
    }
}

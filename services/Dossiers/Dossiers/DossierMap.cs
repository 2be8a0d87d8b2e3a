using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>The table of dossiers; beside the class because that one has several files.</summary>
internal sealed class DossierMap : IEntityTypeConfiguration<Dossier>
{
    public void Configure(EntityTypeBuilder<Dossier> builder)
    {
        builder.ToTable("dossier");
        builder.Property(dossier => dossier.Id).ValueGeneratedNever();
        builder.Property(dossier => dossier.Version).IsConcurrencyToken();
        Json(builder.Property(dossier => dossier.Limit));
        Json(builder.Property(dossier => dossier.Waits));
        Json(builder.Property(dossier => dossier.DueExplanation));
        builder.Ignore(dossier => dossier.Facets);
        builder.Ignore(dossier => dossier.OpenWaits);
        builder.Ignore(dossier => dossier.ClockRuns);
        builder.Ignore(dossier => dossier.Untold);
        builder.Ignore(dossier => dossier.Agencies);

        builder
            .HasMany(dossier => dossier.History)
            .WithOne()
            .HasForeignKey(entry => entry.DossierId);
        builder
            .HasMany(dossier => dossier.Notices)
            .WithOne()
            .HasForeignKey(notice => notice.DossierId);
        builder.HasMany(dossier => dossier.SyncRows).WithOne().HasForeignKey(row => row.DossierId);

        builder.HasIndex(dossier => dossier.RequestCode).IsUnique();
        builder.HasIndex(dossier => dossier.LookUpCode).IsUnique();
        builder.HasIndex(dossier => dossier.Number).IsUnique();
        builder.HasIndex(dossier => dossier.ExternalCode).IsUnique();
        builder.HasIndex(dossier => dossier.OwnerSubject);
        builder.HasIndex(dossier => dossier.ReceivedAt);
        builder.HasIndex(dossier => dossier.DecidedBy);
        builder
            .HasIndex(dossier => dossier.Client)
            .HasDatabaseName("ix_dossier_client")
            .HasFilter("client is not null");
        builder.HasIndex(dossier => dossier.HandlingAgencies).HasMethod("gin");
        builder.HasIndex(dossier => new
        {
            dossier.ReceivingAgency,
            dossier.SubmittedAt,
            dossier.Id,
        });
        // Open work is counted exactly, on what is open only.
        builder
            .HasIndex(dossier => new { dossier.DecidedBy, dossier.LegalDueAt })
            .HasDatabaseName("ix_dossier_open")
            .HasFilter("phase in ('Draft', 'Arrived', 'Accepted', 'Processing')");
    }

    /// <summary>
    /// A value that is read and written whole. It cannot be changed in place: another value is another object, so that nothing has to be
    /// written out to see whether it is still the same.
    /// </summary>
    internal static void Json<T>(PropertyBuilder<T> property) =>
        property
            .HasColumnType("jsonb")
            .HasConversion(
                value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web),
                text => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!,
                new ValueComparer<T>(
                    (a, b) => ReferenceEquals(a, b),
                    value => RuntimeHelpers.GetHashCode(value),
                    value => value
                )
            );
}

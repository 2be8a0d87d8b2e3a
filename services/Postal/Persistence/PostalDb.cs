using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Messaging;
using HoanKiem.Postal.Agencies;
using HoanKiem.Postal.Calendars;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.Manifests;
using HoanKiem.Postal.OpenItems;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Parties;
using HoanKiem.Postal.Shipments;
using HoanKiem.Postal.Waybills;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoanKiem.Postal.Persistence;

/// <summary>The database of Postal.</summary>
internal sealed class PostalDb(DbContextOptions<PostalDb> options) : DbContext(options)
{
    public DbSet<Shipment> Shipments => Set<Shipment>();
    public DbSet<CollectionOrder> Orders => Set<CollectionOrder>();
    public DbSet<Manifest> Manifests => Set<Manifest>();
    public DbSet<Party> Parties => Set<Party>();
    public DbSet<Booking> Bookings => Set<Booking>();
    public DbSet<CarrierEvent> CarrierEvents => Set<CarrierEvent>();
    public DbSet<CarrierCode> CarrierCodes => Set<CarrierCode>();
    public DbSet<CarrierAgreement> CarrierAgreements => Set<CarrierAgreement>();
    public DbSet<Tariff> Tariffs => Set<Tariff>();
    public DbSet<WebhookReceipt> WebhookReceipts => Set<WebhookReceipt>();
    public DbSet<WaybillRange> WaybillRanges => Set<WaybillRange>();
    public DbSet<OpenItem> OpenItems => Set<OpenItem>();
    public DbSet<KnownDossier> Dossiers => Set<KnownDossier>();
    public DbSet<Agency> Agencies => Set<Agency>();
    public DbSet<UnusualDay> UnusualDays => Set<UnusualDay>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder
            .AddServiceDefaults()
            .AddAccess()
            .AddAudit()
            .AddMessaging()
            .ApplyConfigurationsFromAssembly(typeof(PostalDb).Assembly);
        modelBuilder.HasSequence<long>("waybill_block");
        modelBuilder.HasSequence<long>("manifest_number");
        // Tables are called after the thing, in the singular.
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (
                entity.ClrType.Namespace?.StartsWith("HoanKiem.Postal", StringComparison.Ordinal)
                    is true
                && entity.ClrType != typeof(KnownDossier)
            )
                entity.SetTableName(SnakeCase(entity.ClrType.Name));
        }
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    private static string SnakeCase(string name) =>
        string.Concat(
            name.Select(
                (letter, i) =>
                    char.IsUpper(letter) && i > 0
                        ? $"_{char.ToLowerInvariant(letter)}"
                        : $"{char.ToLowerInvariant(letter)}"
            )
        );

    /// <summary>For <c>dotnet ef migrations add</c>.</summary>
    internal sealed class Design : IDesignTimeDbContextFactory<PostalDb>
    {
        public PostalDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<PostalDb>());
    }
}

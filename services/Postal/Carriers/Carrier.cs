using HoanKiem.Postal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Carriers;

/// <summary>A carrier (đơn vị bưu chính) for which there is an adapter.</summary>
/// <param name="Code">Its name in URLs and events.</param>
/// <param name="Name">Its name on labels.</param>
/// <param name="Service">Service letters of its item numbers; demonstration values.</param>
internal sealed record Carrier(string Code, string Name, string Service)
{
    /// <summary>The public postal operator (Quyết định 1743/2016/QĐ-TTg names Vietnam Post).</summary>
    public static readonly Carrier VnPost = new("vnpost", "Bưu điện Việt Nam (VNPost)", "EK");

    /// <summary>A carrier with a plain REST interface and international event codes, made up for the demonstration.</summary>
    public static readonly Carrier Rest = new("buu-chinh", "Bưu chính thành phố (minh họa)", "RK");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Carrier> All { get; } = [VnPost, Rest];

    /// <summary>The carrier of a code; none when there is no such.</summary>
    public static Carrier? Find(string code) => All.FirstOrDefault(carrier => carrier.Code == code);
}

/// <summary>Which carrier an agency sends with, from a day on (hợp đồng với đơn vị bưu chính).</summary>
internal sealed class CarrierAgreement
{
    /// <summary>Stands for every agency that has no agreement of its own.</summary>
    public const string Everyone = "*";

    private CarrierAgreement() { }

    /// <summary>Slug, or <see cref="Everyone"/>.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>First day.</summary>
    public DateOnly ValidFrom { get; private set; }

    /// <summary>Which carrier.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>Made up for a demonstration.</summary>
    public bool Demonstration { get; private set; }

    /// <summary>The carrier of an agency on a day.</summary>
    public static async Task<string> CarrierOf(
        PostalDb db,
        string agency,
        DateOnly day,
        CancellationToken ct
    ) =>
        await db
            .CarrierAgreements.AsNoTracking()
            .Where(a => (a.Agency == agency || a.Agency == Everyone) && a.ValidFrom <= day)
            .OrderBy(a => a.Agency == Everyone)
            .ThenByDescending(a => a.ValidFrom)
            .Select(a => a.Carrier)
            .FirstOrDefaultAsync(ct)
        ?? Carriers.Carrier.VnPost.Code;

    internal sealed class Mapping : IEntityTypeConfiguration<CarrierAgreement>
    {
        public void Configure(EntityTypeBuilder<CarrierAgreement> agreement)
        {
            agreement.HasKey(a => new { a.Agency, a.ValidFrom });
            agreement.HasData(
                Of(Everyone, new DateOnly(2016, 12, 16), Carriers.Carrier.VnPost),
                // Two wards of the demonstration send with the second carrier, so that both adapters work.
                Of("hang-bac", new DateOnly(2016, 12, 16), Carriers.Carrier.Rest),
                Of("cua-nam", new DateOnly(2025, 7, 1), Carriers.Carrier.Rest)
            );
        }

        private static CarrierAgreement Of(string agency, DateOnly from, Carrier carrier) =>
            new()
            {
                Agency = agency,
                ValidFrom = from,
                Carrier = carrier.Code,
                Demonstration = true,
            };
    }
}

/// <summary>
/// Postage (giá cước) from a day on, whole đồng. Thông tư 22/2017/TT-BTTTT sets ceilings; no amounts were found in a source, so the
/// rows shipped are marked as demonstration values.
/// </summary>
internal sealed class Tariff
{
    private Tariff() { }

    /// <summary>Whose postage.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>For what.</summary>
    public Errand Errand { get; private set; }

    /// <summary>Up to this weight, in grams.</summary>
    public int UpToGrams { get; private set; }

    /// <summary>First day.</summary>
    public DateOnly ValidFrom { get; private set; }

    /// <summary>Whole đồng.</summary>
    public long Amount { get; private set; }

    /// <summary>Made up for a demonstration.</summary>
    public bool Demonstration { get; private set; }

    /// <summary>The postage of a letter of up to <paramref name="grams"/> on a day; nothing where no tariff is known.</summary>
    public static async Task<long> For(
        PostalDb db,
        string carrier,
        Errand errand,
        int grams,
        DateOnly day,
        CancellationToken ct
    ) =>
        await db
            .Tariffs.AsNoTracking()
            .Where(t => t.Carrier == carrier && t.Errand == errand)
            .Where(t => t.UpToGrams >= grams && t.ValidFrom <= day)
            .OrderByDescending(t => t.ValidFrom)
            .ThenBy(t => t.UpToGrams)
            .Select(t => t.Amount)
            .FirstOrDefaultAsync(ct);

    internal sealed class Mapping : IEntityTypeConfiguration<Tariff>
    {
        public void Configure(EntityTypeBuilder<Tariff> tariff)
        {
            tariff.HasKey(t => new
            {
                t.Carrier,
                t.Errand,
                t.UpToGrams,
                t.ValidFrom,
            });
            tariff.HasData(
                Carriers.Carrier.All.SelectMany(carrier =>
                    new[]
                    {
                        Of(carrier, Errand.Delivery, 100, 25_000),
                        Of(carrier, Errand.Delivery, 500, 30_000),
                        Of(carrier, Errand.Collection, 100, 25_000),
                        Of(carrier, Errand.Collection, 500, 30_000),
                    }
                )
            );
        }

        private static Tariff Of(Carrier carrier, Errand errand, int upToGrams, long amount) =>
            new()
            {
                Carrier = carrier.Code,
                Errand = errand,
                UpToGrams = upToGrams,
                ValidFrom = new DateOnly(2016, 12, 16),
                Amount = amount,
                Demonstration = true,
            };
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Shipments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Parties;

/// <summary>
/// The citizen at the other end of a parcel or of a collection: the only place in this service with personal data, sealed under the
/// dossier's key as it came in the event, and under row-level security.
/// </summary>
internal sealed class Party : IReachable<Party>
{
    /// <inheritdoc />
    public static Ways<Party> Ways { get; } =
        new Ways<Party>()
            .PartOf<Shipment>(party => party.ItemId)
            .PartOf<CollectionOrder>(party => party.ItemId);

    private Party() { }

    /// <summary>The parcel or the collection order.</summary>
    public Guid ItemId { get; private set; }

    /// <summary>The dossier under whose key it is sealed.</summary>
    public Guid DossierId { get; private set; }

    /// <summary>Name, phone and address, sealed.</summary>
    public string Sealed { get; private set; } = "";

    /// <summary>As in the parcel or order.</summary>
    public string? OwnerSubject { get; private set; }

    /// <summary>As in the parcel or order.</summary>
    public string ReceivingAgency { get; private set; } = "";

    /// <summary>As in the parcel or order.</summary>
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>The party of a parcel or an order, with the same reach as that.</summary>
    public static Party Of(Guid itemId, Guid dossierId, string sealedText, IConcerned item) =>
        new()
        {
            ItemId = itemId,
            DossierId = dossierId,
            Sealed = sealedText,
            OwnerSubject = item.OwnerSubject,
            ReceivingAgency = item.ReceivingAgency,
            HandlingAgencies = item.HandlingAgencies,
        };

    /// <summary>It was wrong, and reads so now; what was erased stays so.</summary>
    public void Correct(string sealedText) =>
        Sealed = Sealed == Sealing.Erased ? Sealed : sealedText;

    /// <summary>The dossier's key was destroyed, and this copy of it goes too.</summary>
    public void Erase() => Sealed = Sealing.Erased;

    /// <summary>Opens the sealed text; null when it cannot be opened or has no name and address.</summary>
    public Addressee? Open(Sealing sealing)
    {
        try
        {
            return
                JsonSerializer.Deserialize<Addressee>(
                    sealing.Open(DossierId, Sealed),
                    JsonSerializerOptions.Web
                )
                    is { Name.Length: > 0, Address.Length: > 0 } addressee
                ? addressee
                : null;
        }
        catch (Exception fault)
            when (fault is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Party>
    {
        public void Configure(EntityTypeBuilder<Party> party)
        {
            party.ToTable("party");
            party.HasKey(p => p.ItemId);
            party.Property(p => p.ItemId).ValueGeneratedNever();
            party.HasIndex(p => p.DossierId);
        }
    }
}

/// <summary>What the sealed field of the dossiers' events says, as JSON.</summary>
/// <param name="Name">Name as written.</param>
/// <param name="Phone">Phone number, if known.</param>
/// <param name="Address">Postal address as written.</param>
internal sealed record Addressee(string Name, string? Phone, string Address);

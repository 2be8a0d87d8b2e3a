using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Dossiers;

/// <summary>
/// What the post has to know of a dossier (hồ sơ) whose result it will carry: whose it is, who took it and what it is called on paper.
/// </summary>
internal sealed class KnownDossier : IConcerned, IReachable<KnownDossier>
{
    /// <inheritdoc />
    public static Ways<KnownDossier> Ways { get; } =
        new Ways<KnownDossier>()
            .Own(dossier => dossier.OwnerSubject)
            .Counter(dossier => dossier.ReceivedAt, dossier => dossier.ReceivingAgency)
            .Counter(dossier => dossier.HandlingAgencies)
            .Desk(dossier => dossier.HandlingAgencies)
            .Inspection(dossier => dossier.Id);

    private KnownDossier() { }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>Request code until it has a number, then the number.</summary>
    public string Label { get; private set; } = "";

    /// <inheritdoc />
    public string? OwnerSubject { get; private set; }

    /// <inheritdoc />
    public string ReceivedAt { get; private set; } = "";

    /// <inheritdoc />
    public string ReceivingAgency { get; private set; } = "";

    /// <inheritdoc />
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>A dossier that came in.</summary>
    public static KnownDossier From(DossierSubmitted submitted) =>
        new()
        {
            Id = submitted.DossierId,
            Label = submitted.RequestCode,
            OwnerSubject = submitted.OwnerSubject,
            ReceivedAt = submitted.ReceivedAt,
            ReceivingAgency = submitted.ReceivingAgency,
            HandlingAgencies = [submitted.DecidedBy],
        };

    /// <summary>The same, when its acceptance is the first that is heard of it.</summary>
    public static KnownDossier From(DossierAccepted accepted) =>
        new()
        {
            Id = accepted.DossierId,
            Label = accepted.DossierNumber,
            OwnerSubject = accepted.OwnerSubject,
            ReceivedAt = accepted.ReceivedAt,
            ReceivingAgency = accepted.ReceivingAgency,
            HandlingAgencies = [accepted.DecidedBy],
        };

    /// <summary>It got a number.</summary>
    public void Number(string number) => Label = number;

    internal sealed class Mapping : IEntityTypeConfiguration<KnownDossier>
    {
        public void Configure(EntityTypeBuilder<KnownDossier> dossier)
        {
            dossier.ToTable("dossier");
            dossier.Property(d => d.Id).ValueGeneratedNever();
        }
    }
}

/// <summary>Dossiers → Postal: keeps what the post has to know of a dossier whose result it will carry; the choice is made for good.</summary>
internal sealed class KeepDossierOnDossierSubmitted(PostalDb db)
    : IHandle<DossierSubmitted>,
        IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(DossierSubmitted @event, CancellationToken ct)
    {
        if (
            @event.Delivery is Delivery.Post
            && await db.Dossiers.FindAsync([@event.DossierId], ct) is null
        )
            db.Add(KnownDossier.From(@event));
    }
}

/// <summary>Dossiers → Postal: an accepted dossier has a number, which stands on labels from now on.</summary>
internal sealed class KeepNumberOnDossierAccepted(PostalDb db)
    : IHandle<DossierAccepted>,
        IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(DossierAccepted @event, CancellationToken ct)
    {
        if (@event.Delivery is not Delivery.Post)
            return;
        if (await db.Dossiers.FindAsync([@event.DossierId], ct) is { } known)
            known.Number(@event.DossierNumber);
        else
            db.Add(KnownDossier.From(@event));
    }
}

using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Waits;

/// <summary>A fee (phí, lệ phí) that was asked for, whole đồng, paid in full or not at all.</summary>
internal sealed class Fee : IReachable<Fee>
{
    /// <inheritdoc />
    public static Ways<Fee> Ways { get; } = new Ways<Fee>().PartOf<Dossier>(fee => fee.DossierId);

    /// <summary>Identity.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>Fee rule of the procedure version.</summary>
    public string Code { get; private init; } = "";

    /// <summary>Vietnamese name.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Whole đồng.</summary>
    public long Amount { get; private init; }

    /// <summary>Legal basis.</summary>
    public string Basis { get; private init; } = "";

    /// <summary>Clock and processing wait for it.</summary>
    public bool ClockWaits { get; private init; }

    /// <summary>Step that asked for it.</summary>
    public Guid? StepId { get; private init; }

    /// <summary>When it was asked for, business time, UTC.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>When it was paid, business time, UTC.</summary>
    public DateTimeOffset? PaidAt { get; private set; }

    /// <summary><c>cash</c>, <c>transfer</c> or <c>online</c>.</summary>
    public string? Means { get; private set; }

    /// <summary>Number of the receipt, or id of the payment platform.</summary>
    public string? Reference { get; private set; }

    /// <summary>Subject of the clerk who took the money, or of the citizen who paid; null before anyone was noted.</summary>
    public string? PaidBy { get; private set; }

    public static Fee Ask(
        Guid dossierId,
        string code,
        string name,
        long amount,
        string basis,
        bool clockWaits,
        Guid? stepId,
        DateTimeOffset at
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            DossierId = dossierId,
            Code = code,
            Name = name,
            Amount = amount,
            Basis = basis,
            ClockWaits = clockWaits,
            StepId = stepId,
            RequestedAt = at,
        };

    /// <summary>The fees of a dossier, for whoever reads it; nobody is asked where nothing was ever owed.</summary>
    public static async Task<IReadOnlyList<Fee>> Of(
        Dossier dossier,
        DossiersDb db,
        CancellationToken ct
    ) =>
        dossier.Money == MoneyState.Nothing
            ? []
            : await db.Fees.AsNoTracking().Of(dossier).OrderBy(fee => fee.Id).ToListAsync(ct);

    /// <summary>What a rule gives for a number of units: the first at one amount, further ones at another, never more than the maximum.</summary>
    public static long AmountOf(FeeRule rule, int units, Channel channel)
    {
        if (channel is Channel.Online or Channel.NationalPortal && rule.OnlineAmount is { } online)
            return online * units;
        var first = Math.Min(units, rule.After ?? units);
        var amount = first * rule.Amount + (units - first) * (rule.AmountAfter ?? rule.Amount);
        return rule.Maximum is { } maximum ? Math.Min(amount, maximum) : amount;
    }

    /// <summary>It was paid in full.</summary>
    public Refusal? Pay(long amount, string means, string? reference, By by, DateTimeOffset at)
    {
        if (PaidAt is not null)
            return Refusals.AlreadyPaid.Because(
                "Khoản này đã nộp đủ.",
                "This fee is paid in full."
            );
        if (amount != Amount)
            return Refusals
                .WrongAmount.Because(
                    $"Phải nộp đúng {Amount:N0} đồng.",
                    $"Exactly {Amount} đồng are due."
                )
                .At("amount", "wrong-amount");
        (PaidAt, Means, Reference, PaidBy) = (at, means, reference, by.Subject);
        return null;
    }
}

internal sealed class FeeMap : IEntityTypeConfiguration<Fee>
{
    public void Configure(EntityTypeBuilder<Fee> builder)
    {
        builder.ToTable("fee");
        builder.Property(fee => fee.Id).ValueGeneratedNever();
        builder.Property(fee => fee.PaidBy).HasMaxLength(100);
        builder.HasIndex(fee => fee.DossierId);
    }
}

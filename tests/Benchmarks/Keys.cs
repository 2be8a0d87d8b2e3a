namespace HoanKiem.Benchmarks;

/// <summary>A figure that is promised, and the number it has to reach.</summary>
/// <param name="Name">Its key in <c>.local/benchmarks.json</c>.</param>
/// <param name="ToReach">What it has to reach now; null when it is only reported.</param>
/// <param name="Aim">Where it should go.</param>
/// <param name="MoreIsBetter">Whether a larger number is the better one.</param>
internal sealed record Key(string Name, double? ToReach, double? Aim, bool MoreIsBetter = false)
{
    public const string RelayToRawPublish = "relayToRawPublish";
    public const string RelayToOneByOne = "relayToOneByOne";
    public const string InboxToThreeTransactions = "inboxToThreeTransactions";
    public const string IntakeToPgbench = "intakeToPgbench";
    public const string CommitToEffectP50Ms = "commitToEffectP50Ms";
    public const string CommitToEffectP99Ms = "commitToEffectP99Ms";
    public const string CpuMsPerDossier = "cpuMsPerDossier";
    public const string PdfCpuMs = "pdfCpuMs";
    public const string MaxServiceRssMb = "maxServiceRssMb";
    public const string SystemRssMb = "systemRssMb";
    public const string StartSeconds = "startSeconds";
    public const string BrokerDownIntake = "brokerDownIntake";
    public const string Growth10K1M = "growth10k1M";
    public const string AuditWrite = "auditWrite";
    public const string AuditRead = "auditRead";

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<Key> All { get; } =
    [
        new(RelayToRawPublish, 0.35, 0.8, MoreIsBetter: true),
        new(RelayToOneByOne, 5, 10, MoreIsBetter: true),
        new(InboxToThreeTransactions, 3, 50, MoreIsBetter: true),
        new(IntakeToPgbench, 0.30, 0.7, MoreIsBetter: true),
        new(CommitToEffectP50Ms, 15, 5),
        new(CommitToEffectP99Ms, 150, 50),
        new(CpuMsPerDossier, 20, 4),
        new(PdfCpuMs, null, null),
        new(MaxServiceRssMb, 220, 90),
        new(SystemRssMb, 2500, 1500),
        new(StartSeconds, 40, 15),
        new(BrokerDownIntake, 0.9, 1.0, MoreIsBetter: true),
        new(Growth10K1M, 1.5, 1.3),
        new(AuditWrite, 1.10, 1.05),
        new(AuditRead, 1.5, 1.2),
    ];

    public bool IsReachedBy(double value) =>
        ToReach is not { } wanted || (MoreIsBetter ? value >= wanted : value <= wanted);
}

/// <summary>What was measured for a key.</summary>
/// <param name="Key">Name of the key.</param>
/// <param name="Value">The figure; null when there is none.</param>
/// <param name="Spread">By how much the halves of its baseline differed, as a share; null without a baseline.</param>
/// <param name="Note">How it came about: samples, rates, sizes.</param>
/// <param name="Void">Why there is no figure.</param>
internal sealed record Measured(
    string Key,
    double? Value,
    double? Spread,
    string Note,
    string? Void = null
);

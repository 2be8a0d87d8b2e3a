using HoanKiem.Dossiers.Lifecycle;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>A wait of a dossier, kept inside its row: the clock must be computable from the row alone.</summary>
internal sealed record ClockWait
{
    /// <summary>For what.</summary>
    public WaitKind Kind { get; init; }

    /// <summary>From when, UTC.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Until when, UTC; open when null.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The request that it belongs to: a supplement or a fee.</summary>
    public Guid? Reference { get; init; }

    /// <summary>The step that waits.</summary>
    public Guid? StepId { get; init; }

    /// <summary>Legal basis.</summary>
    public string Basis { get; init; } = "";

    /// <summary>Asked at reception, when no clock runs.</summary>
    public bool BeforeAcceptance { get; init; }
}

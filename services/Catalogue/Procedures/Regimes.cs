using HoanKiem.Contracts;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>Which rules of the one-stop office apply to a legal day. The law fixes these days; they are not data of an office.</summary>
internal static class Regimes
{
    /// <summary>Nghị định 61/2018 is in force from this day.</summary>
    public static readonly DateOnly FirstOfR1 = new(2018, 6, 21);

    /// <summary>The district ends the day before; Nghị định 118/2025 is in force from this day.</summary>
    public static readonly DateOnly FirstOfR2 = new(2025, 7, 1);

    public static Regime On(DateOnly date) =>
        date < FirstOfR1 ? Regime.R0
        : date < FirstOfR2 ? Regime.R1
        : Regime.R2;
}

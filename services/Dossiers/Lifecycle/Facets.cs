namespace HoanKiem.Dossiers.Lifecycle;

/// <summary>How far a dossier has come. Waits, money and parcels are facets of their own.</summary>
internal enum Phase
{
    /// <summary>Announced for collection at home: still the citizen's draft, no clock, not sent to the national portal.</summary>
    Draft,

    /// <summary>At the office, not accepted yet.</summary>
    Arrived,

    /// <summary>Refused at reception (Mẫu 03).</summary>
    Refused,

    /// <summary>Accepted: it has a number and a clock.</summary>
    Accepted,

    /// <summary>An agency works on it.</summary>
    Processing,

    /// <summary>The leader signed, the result is there.</summary>
    Decided,

    /// <summary>The citizen has the result.</summary>
    Returned,

    /// <summary>The citizen took it back.</summary>
    Withdrawn,

    /// <summary>Ended without a decision.</summary>
    Stopped,
}

/// <summary>What a dossier can wait for; several at once.</summary>
internal enum WaitKind
{
    /// <summary>More papers from the citizen.</summary>
    Paper,

    /// <summary>A fee.</summary>
    Money,

    /// <summary>A public notice (niêm yết công khai) that must hang for its days.</summary>
    PublicNotice,

    /// <summary>Another agency, where a rule stops the clock for it.</summary>
    OtherAgency,
}

/// <summary>What is owed.</summary>
internal enum MoneyState
{
    /// <summary>No fee was asked.</summary>
    Nothing,

    /// <summary>At least one fee is open.</summary>
    Owed,

    /// <summary>All fees are paid.</summary>
    Paid,
}

/// <summary>Where the result is.</summary>
internal enum DeliveryState
{
    /// <summary>There is no result yet.</summary>
    Nothing,

    /// <summary>At the office, ready.</summary>
    AtOffice,

    /// <summary>With the carrier.</summary>
    OnTheWay,

    /// <summary>Came back to the office.</summary>
    BackAtOffice,

    /// <summary>The carrier cannot find it.</summary>
    Lost,

    /// <summary>The citizen has it.</summary>
    Delivered,
}

/// <summary>Whether the national portal must be told.</summary>
internal enum SyncState
{
    /// <summary>Its regime does not ask for it.</summary>
    NotAsked,

    /// <summary>Changes are waiting to be sent.</summary>
    Pending,

    /// <summary>The portal knows everything.</summary>
    UpToDate,
}

/// <summary>The five facets of a dossier. The national status is a function of them and of nothing else.</summary>
/// <param name="Phase">How far it has come.</param>
/// <param name="Waits">What it waits for.</param>
/// <param name="Money">What is owed.</param>
/// <param name="Delivery">Where the result is.</param>
/// <param name="Sync">Whether the national portal must be told.</param>
internal sealed record Facets(
    Phase Phase,
    IReadOnlySet<WaitKind> Waits,
    MoneyState Money,
    DeliveryState Delivery,
    SyncState Sync
)
{
    /// <summary>As the history writes it: phase, waits, money and delivery.</summary>
    public override string ToString() =>
        string.Join(
            " ",
            new[]
            {
                Name(Phase),
                Waits.Count == 0 ? null : "waits:" + string.Join("+", Waits.Order().Select(Name)),
                Money == MoneyState.Nothing ? null : "money:" + Name(Money),
                Delivery == DeliveryState.Nothing ? null : "result:" + Name(Delivery),
            }.Where(part => part is not null)
        );

    private static string Name<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static string Name(WaitKind value) => Name<WaitKind>(value);
}

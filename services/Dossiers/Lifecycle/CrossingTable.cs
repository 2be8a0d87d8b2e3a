namespace HoanKiem.Dossiers.Lifecycle;

/// <summary>What can reach a dossier from another service at any moment, in any order.</summary>
internal enum Fact
{
    /// <summary>The carrier brought the dossier to the office.</summary>
    Collected,

    /// <summary>Routing has a case.</summary>
    CaseOpened,

    /// <summary>A step was assigned or completed, papers were handed over, an opinion was asked or given.</summary>
    StepMoved,

    /// <summary>An agency needs papers.</summary>
    SupplementNeeded,

    /// <summary>An agency needs a fee.</summary>
    FeeNeeded,

    /// <summary>A step is late.</summary>
    StepDeadlineMissed,

    /// <summary>The leader signed.</summary>
    CaseDecided,

    /// <summary>A parcel exists, was handed over or moved.</summary>
    ShipmentMoved,

    /// <summary>The addressee has the parcel.</summary>
    ShipmentDelivered,

    /// <summary>The parcel came back.</summary>
    ShipmentReturned,

    /// <summary>The parcel is lost.</summary>
    ShipmentLost,

    /// <summary>Money was collected at the door.</summary>
    CashCollected,

    /// <summary>The citizen may rate it.</summary>
    SurveyOpened,
}

/// <summary>What to do with a fact, from the mildest to the most serious.</summary>
internal enum Crossing
{
    /// <summary>It fits: apply it.</summary>
    Apply,

    /// <summary>It fits once a step that nobody reported is taken as done; the history says so.</summary>
    ImplyMissing,

    /// <summary>It changes nothing any more: keep a trace.</summary>
    KeepWithTrace,

    /// <summary>It contradicts what is known: a person must look.</summary>
    OpenItem,
}

/// <summary>
/// The crossing table: facet × fact → what to do. Events of different services overtake each other, carriers repeat and
/// correct themselves, and a citizen withdraws while the leader signs: for every pair the answer is written here,
/// and never an exception. Each facet is asked; the most serious answer holds.
/// </summary>
internal static class CrossingTable
{
    /// <summary>What to do with <paramref name="fact"/> when the dossier has these facets.</summary>
    public static Crossing Rule(Facets facets, Fact fact)
    {
        var byWaits =
            facets.Waits.Count == 0 ? Crossing.Apply : facets.Waits.Max(wait => Of(wait, fact));
        return (Crossing)
            Math.Max(
                (int)Of(facets.Phase, fact),
                Math.Max((int)byWaits, (int)Of(facets.Delivery, fact))
            );
    }

    /// <summary>The answer of the phase.</summary>
    public static Crossing Of(Phase phase, Fact fact) =>
        (phase, fact) switch
        {
            (_, Fact.SurveyOpened) => Crossing.Apply,
            // Late is late, whatever happened since; cash is settled by the accounts, not by the status.
            (_, Fact.StepDeadlineMissed or Fact.CashCollected) => Crossing.KeepWithTrace,

            (Phase.Draft, Fact.Collected) => Crossing.Apply,
            // The citizen took the draft back, or brought it in person, while the postman was on the way.
            (Phase.Withdrawn, Fact.Collected) => Crossing.OpenItem,
            (_, Fact.Collected) => Crossing.KeepWithTrace,

            // Routing can know a dossier only after its acceptance: before, somebody's data is wrong.
            (Phase.Draft or Phase.Arrived or Phase.Refused, _) => Crossing.OpenItem,

            (Phase.Accepted, Fact.CaseOpened) => Crossing.Apply,
            (
                Phase.Accepted,
                Fact.StepMoved
                    or Fact.SupplementNeeded
                    or Fact.FeeNeeded
                    or Fact.CaseDecided
            ) => Crossing.ImplyMissing,

            (Phase.Processing, Fact.CaseOpened) => Crossing.KeepWithTrace,
            (
                Phase.Processing,
                Fact.StepMoved
                    or Fact.SupplementNeeded
                    or Fact.FeeNeeded
                    or Fact.CaseDecided
            ) => Crossing.Apply,
            // A parcel with a result that nobody has signed.
            (Phase.Accepted or Phase.Processing, _) => Crossing.OpenItem,

            // Routing had not heard of it yet. A signature, though, is an act of the State and cannot be ignored.
            (
                Phase.Withdrawn
                    or Phase.Stopped,
                Fact.CaseOpened
                    or Fact.StepMoved
                    or Fact.SupplementNeeded
                    or Fact.FeeNeeded
            ) => Crossing.KeepWithTrace,
            (Phase.Withdrawn or Phase.Stopped, _) => Crossing.OpenItem,

            (Phase.Decided or Phase.Returned, Fact.CaseOpened or Fact.StepMoved) =>
                Crossing.KeepWithTrace,
            (
                Phase.Decided
                    or Phase.Returned,
                Fact.SupplementNeeded
                    or Fact.FeeNeeded
                    or Fact.CaseDecided
            ) => Crossing.OpenItem,

            (
                Phase.Decided,
                Fact.ShipmentMoved
                    or Fact.ShipmentDelivered
                    or Fact.ShipmentReturned
            ) => Crossing.Apply,
            (_, Fact.ShipmentMoved or Fact.ShipmentDelivered) => Crossing.KeepWithTrace,
            // Lost, or back at the office although the citizen was said to have it.
            (_, Fact.ShipmentReturned or Fact.ShipmentLost) => Crossing.OpenItem,

            _ => Crossing.OpenItem,
        };

    /// <summary>The answer of one open wait.</summary>
    public static Crossing Of(WaitKind wait, Fact fact) =>
        (wait, fact) switch
        {
            // Signed although papers or money were open: the wait ended without anybody saying so.
            (WaitKind.Paper or WaitKind.Money or WaitKind.PublicNotice, Fact.CaseDecided) =>
                Crossing.ImplyMissing,
            _ => Crossing.Apply,
        };

    /// <summary>The answer of the place where the result is.</summary>
    public static Crossing Of(DeliveryState delivery, Fact fact) =>
        (delivery, fact) switch
        {
            // Handed over at the counter and yet a parcel moves: two results, or a parcel with nothing in it.
            (DeliveryState.BackAtOffice, Fact.ShipmentDelivered) => Crossing.OpenItem,
            // Reported lost, then found: good news, but the open item has to be closed by a person.
            (DeliveryState.Lost, Fact.ShipmentDelivered or Fact.ShipmentReturned) => Crossing.Apply,
            (DeliveryState.BackAtOffice, Fact.ShipmentMoved or Fact.ShipmentReturned) =>
                Crossing.KeepWithTrace,
            _ => Crossing.Apply,
        };
}

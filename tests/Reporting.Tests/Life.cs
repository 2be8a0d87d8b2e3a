using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;

namespace HoanKiem.Reporting.Tests;

/// <summary>The events of one dossier, as Dossiers would say them: each has the next place in its life.</summary>
internal sealed class Life(
    string agency,
    DateTimeOffset start,
    string procedureCode = "2.000815",
    Channel channel = Channel.Counter
)
{
    private long _sequence;

    public Guid Id { get; } = Guid.NewGuid();

    public DateTimeOffset Now { get; set; } = start;

    public DossierSubmitted Submitted() =>
        new(
            Id,
            ++_sequence,
            Now,
            ParentDossierId: null,
            RequestCode: "TN-" + Id.ToString("N")[..10],
            ExternalCode: null,
            procedureCode,
            ProcedureVersion: "1",
            Regime.R2,
            channel,
            HelpedAt: null,
            ReceivedAt: agency,
            ReceivingAgency: agency,
            DecidedBy: agency,
            LeadAgency: null,
            OwnerSubject: null,
            Delivery.Counter,
            SealedParty: null
        );

    public DossierAccepted Accepted(DateTimeOffset? dueAt = null) =>
        new(
            Id,
            ++_sequence,
            Now,
            ParentDossierId: null,
            DossierNumber: "H26-" + Id.ToString("N")[..10],
            procedureCode,
            ProcedureVersion: "1",
            Regime.R2,
            channel,
            ReceivedAt: agency,
            ReceivingAgency: agency,
            DecidedBy: agency,
            LeadAgency: null,
            OwnerSubject: null,
            dueAt,
            Limit: null,
            CalendarVersion: "hanoi/1",
            GivenAtOnce: false,
            OnPaper: true,
            Delivery.Counter
        );

    public DossierRefused Refused() => new(Id, ++_sequence, Now, null, "not-competent");

    public DossierWithdrawn Withdrawn() => new(Id, ++_sequence, Now, null);

    public ProcessingStopped Stopped() =>
        new(Id, ++_sequence, Now, null, "no-supplement", "Nghị định 61/2018, Điều 19");

    public DueDateExtended Extended(DateTimeOffset previous, DateTimeOffset dueAt) =>
        new(Id, ++_sequence, Now, null, previous, dueAt, agency, "complex");

    public DossierResolved Resolved(Timeliness timeliness) =>
        new(
            Id,
            ++_sequence,
            Now,
            null,
            Outcome.Granted,
            DecisionNumber: "1/QĐ",
            DecidedBy: agency,
            SignedAt: Now,
            PromisedDueAt: null,
            LegalDueAt: null,
            timeliness,
            Delivery.Counter,
            SealedRecipient: null
        );

    public ResultReturned Returned() =>
        new(Id, ++_sequence, Now, null, Delivery.Counter, agency, ShipmentId: null);

    /// <summary>Submitted, accepted, decided, returned.</summary>
    public IReadOnlyList<object> Whole(Timeliness timeliness) =>
        [Submitted(), Accepted(), Resolved(timeliness), Returned()];
}

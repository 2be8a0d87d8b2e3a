using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.NationalPortal;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Telemetry;
using HoanKiem.WorkingTime;
using SupplementRule = HoanKiem.Contracts.SupplementRule;
using TimeLimit = HoanKiem.Contracts.Catalogue.V1.TimeLimit;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>
/// A dossier (hồ sơ) from draft to returned result: its facets, its places, its clock. The other files of this class hold what
/// can happen to it: reception, waits and clock, processing and result. Every change goes through <see cref="Record"/>.
/// </summary>
internal sealed partial class Dossier : IReachable<Dossier>
{
    private readonly List<object> _untold = [];

    /// <inheritdoc />
    public static Ways<Dossier> Ways { get; } =
        new Ways<Dossier>()
            .Own(dossier => dossier.OwnerSubject)
            .Counter(
                dossier => dossier.ReceivedAt,
                dossier => dossier.ReceivingAgency,
                dossier => dossier.DecidedBy
            )
            .Desk(dossier => dossier.HandlingAgencies)
            .Contract(dossier => dossier.Client)
            .Code(dossier => dossier.LookUpCode)
            .Number(dossier => dossier.Number)
            .Inspection(dossier => dossier.Id);

    /// <summary>Identity; joins everything.</summary>
    public Guid Id { get; private init; }

    /// <summary>Concurrency token, +1 for each change; the ETag.</summary>
    public int Version { get; private set; }

    /// <summary>Sequence of the last published event.</summary>
    public long Sequence { get; private set; }

    /// <summary>W3C trace context of the last act; the next one has a span link to it.</summary>
    public string? LastAct { get; private set; }

    /// <summary>The linked dossier (liên thông) that this one is part of.</summary>
    public Guid? ParentDossierId { get; private init; }

    /// <summary>What the citizen holds until there is a number (mã tiếp nhận).</summary>
    public string RequestCode { get; private init; } = "";

    /// <summary>Secret code to look it up (mã tra cứu).</summary>
    public string LookUpCode { get; private init; } = "";

    /// <summary>Dossier number (mã hồ sơ), from acceptance on.</summary>
    public string? Number { get; private set; }

    /// <summary>Code at the national portal.</summary>
    public string? ExternalCode { get; private init; }

    /// <summary>Where the dossier is kept: <c>ours</c>, or the system of a ministry.</summary>
    public string SystemOfRecord { get; private init; } = "ours";

    /// <summary>Its id there.</summary>
    public string? ExternalId { get; private init; }

    /// <summary>Code of the procedure.</summary>
    public string ProcedureCode { get; private init; } = "";

    /// <summary>Version in force on the day; kept for life.</summary>
    public string ProcedureVersion { get; private init; } = "";

    /// <summary>Rules of law it was received under.</summary>
    public Regime Regime { get; private init; }

    /// <summary>How it came in.</summary>
    public Channel Channel { get; private init; }

    /// <summary>Where the citizen was helped to file it (nơi hỗ trợ).</summary>
    public string? HelpedAt { get; private init; }

    /// <summary>Reception point (nơi tiếp nhận).</summary>
    public string ReceivedAt { get; private init; } = "";

    /// <summary>Agency of that point: its prefix is in the number.</summary>
    public string ReceivingAgency { get; private set; } = "";

    /// <summary>Competent agency (cơ quan có thẩm quyền): the limit is its.</summary>
    public string DecidedBy { get; private set; } = "";

    /// <summary>Agency that leads a linked dossier (cơ quan chủ trì).</summary>
    public string? LeadAgency { get; private set; }

    /// <summary>Agencies that it was routed to: the competent one, and all that act or acted on it.</summary>
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>The system that handed it over, whose contract it is under: <c>national-portal</c>.</summary>
    public string? Client { get; private init; }

    /// <summary>All agencies that have to do with it, the receiving one first.</summary>
    public IEnumerable<string> Agencies =>
        new[] { ReceivingAgency, DecidedBy, ReceivedAt }.Concat(HandlingAgencies).Distinct();

    /// <summary>Subject of the signed-in applicant.</summary>
    public string? OwnerSubject { get; private init; }

    /// <summary>How the citizen wants the result.</summary>
    public Delivery Delivery { get; private init; }

    /// <summary>The dossier's data key, wrapped: without it nothing sealed can be read any more. Empty when it was destroyed.</summary>
    public string DataKey { get; private set; } = "";

    /// <summary>What is asked for, in the citizen's words (trích yếu), sealed: it may name people.</summary>
    public string? SealedSubject { get; private set; }

    /// <summary>How far it has come.</summary>
    public Phase Phase { get; private set; }

    /// <summary>What is owed.</summary>
    public MoneyState Money { get; private set; }

    /// <summary>Where the result is.</summary>
    public DeliveryState ResultAt { get; private set; }

    /// <summary>Whether the national portal must be told.</summary>
    public SyncState Sync { get; private set; }

    /// <summary>National status 1–10: a function of the facets, stored for lists.</summary>
    public int Status { get; private set; }

    /// <summary>When it was handed in, UTC.</summary>
    public DateTimeOffset SubmittedAt { get; private init; }

    /// <summary>When the carrier brought it, UTC.</summary>
    public DateTimeOffset? CollectedAt { get; private set; }

    /// <summary>When it was accepted: the limit is counted from here, UTC.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>Reason of a refusal at reception or of a stop, as a code.</summary>
    public string? EndReason { get; private set; }

    /// <summary>The result is given while the citizen waits.</summary>
    public bool GivenAtOnce { get; private init; }

    /// <summary>Originals travel on paper.</summary>
    public bool OnPaper { get; private set; }

    /// <summary>A receipt (Mẫu 01) was made out.</summary>
    public bool HasReceipt { get; private set; }

    /// <summary>The case at the competent agency.</summary>
    public Guid? CaseId { get; private set; }

    /// <summary>How notices reach the citizen.</summary>
    public NoticeChannel ContactChannel { get; private set; }

    /// <summary>Address of notices, sealed under the dossier's key.</summary>
    public string? SealedContact { get; private set; }

    /// <summary>Name, phone and address for the post, sealed under the dossier's key.</summary>
    public string? SealedRecipient { get; private set; }

    /// <summary>The limit in force when it was received.</summary>
    public TimeLimit? Limit { get; private init; }

    /// <summary>What a supplement does to the clock: a dated rule of the procedure.</summary>
    public SupplementRule SupplementRule { get; private init; }

    /// <summary>Legal basis of that rule.</summary>
    public string SupplementBasis { get; private init; } = "";

    /// <summary>Working days the citizen has for a supplement.</summary>
    public int? SupplementDays { get; private init; }

    /// <summary>All waits, open and ended: the clock is a function of them.</summary>
    public IReadOnlyList<ClockWait> Waits { get; private set; } = [];

    /// <summary>What the citizen was told last, UTC.</summary>
    public DateTimeOffset? PromisedDueAt { get; private set; }

    /// <summary>What the law gives, recomputed, UTC.</summary>
    public DateTimeOffset? LegalDueAt { get; private set; }

    /// <summary>The sum touches days that no calendar has been published for.</summary>
    public bool DueIsProvisional { get; private set; }

    /// <summary>Calendar that the due date is computed with.</summary>
    public string? CalendarVersion { get; private set; }

    /// <summary>The sum behind the legal due date, as <see cref="DueDateLine"/>s.</summary>
    public IReadOnlyList<DueDateLine> DueExplanation { get; private set; } = [];

    /// <summary>The date that an apology set, UTC (Nghị định 61/2018, Điều 19.9: at most once).</summary>
    public DateTimeOffset? ExtendedTo { get; private set; }

    /// <summary>What was decided.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>Number of the decision or certificate.</summary>
    public string? DecisionNumber { get; private set; }

    /// <summary>Who signed.</summary>
    public string? SignatorySubject { get; private set; }

    /// <summary>In which capacity: <c>head</c>, <c>deputy</c>, <c>substitute</c>.</summary>
    public string? SignatoryCapacity { get; private set; }

    /// <summary>Moment of signature, UTC: it fixes on time or late.</summary>
    public DateTimeOffset? SignedAt { get; private set; }

    /// <summary>Numbers of the results of all agencies.</summary>
    public List<string> Results { get; private set; } = [];

    /// <summary>Signature against the legal due date, by local date.</summary>
    public Contracts.Timeliness? Timeliness { get; private set; }

    /// <summary>When the citizen got the result, UTC.</summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    /// <summary>How it went back in the end.</summary>
    public Delivery? ReturnedHow { get; private set; }

    /// <summary>The parcel that carries the result.</summary>
    public Guid? ShipmentId { get; private set; }

    /// <summary>One-time token of the survey, sealed under the dossier's key.</summary>
    public string? SealedSurveyToken { get; private set; }

    /// <summary>Whether the survey was answered.</summary>
    public bool SurveyAnswered { get; private set; }

    /// <summary>New lines of history; the rest is read by the slice GetHistory.</summary>
    public List<HistoryEntry> History { get; } = [];

    /// <summary>New notices.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>New rows for the national portal.</summary>
    public List<SyncRow> SyncRows { get; } = [];

    /// <summary>The five facets.</summary>
    public Facets Facets => new(Phase, OpenWaits, Money, ResultAt, Sync);

    /// <summary>What it waits for now.</summary>
    public IReadOnlySet<WaitKind> OpenWaits =>
        Waits.Where(wait => wait.To is null).Select(wait => wait.Kind).ToHashSet();

    /// <summary>What happened since it was loaded, in order.</summary>
    public IReadOnlyList<object> Untold => _untold;

    /// <summary>Publishes what happened since it was loaded: rows of the same commit.</summary>
    public void Tell(IOutbox outbox)
    {
        foreach (var fact in _untold)
            outbox.Publish(fact);
        _untold.Clear();
    }

    /// <summary>An agency acts on it from now on: it comes into that agency's reach.</summary>
    public void HandledBy(string agency)
    {
        if (!HandlingAgencies.Contains(agency))
            HandlingAgencies = [.. HandlingAgencies, agency];
    }

    /// <summary>Keeps a line of history for a fact that changes nothing; the version stays.</summary>
    public void Trace(string what, By by, DateTimeOffset at, Why why) =>
        History.Add(HistoryEntry.Of(this, what, by, at, Facets.ToString(), why));

    // The only door: version, status, history, notice and the row for the national portal in one place.
    private void Record(
        string what,
        By by,
        DateTimeOffset at,
        Facets before,
        Why why,
        long? fact = null
    )
    {
        Version++;
        LastAct = Acts.Join(Id, LastAct);
        Status = DossierStatus.Of(Facets);
        if (
            Regime == Regime.R2
            && Phase != Phase.Draft
            && (before.Phase != Phase || DossierStatus.Of(before) != Status)
        )
        {
            Sync = SyncState.Pending;
            SyncRows.Add(SyncRow.Of(this, by, at, why));
        }

        History.Add(HistoryEntry.Of(this, what, by, at, before.ToString(), why));
        if (fact is { } sequence && Notice.For(this, what, sequence, at) is { } notice)
            Notices.Add(notice);
    }

    private long Next() => ++Sequence;

    private void Publish(object fact) => _untold.Add(fact);
}

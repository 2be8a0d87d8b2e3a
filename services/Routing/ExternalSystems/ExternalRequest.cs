using HoanKiem.Access;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Routing.Cases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.ExternalSystems;

/// <summary>Where a request to another system is.</summary>
internal enum ExternalRequestState
{
    /// <summary>It has to be sent.</summary>
    Queued,

    /// <summary>The other system has it.</summary>
    Sent,

    /// <summary>The other system refused to take it, or is not connected: a person deals with it.</summary>
    Undeliverable,

    /// <summary>The other system has finished.</summary>
    Closed,

    /// <summary>The case ended before it was sent.</summary>
    Cancelled,
}

/// <summary>
/// A step that another system keeps, handled like a parcel: a row of the commit that assigned the step, sent afterwards and again
/// until it is taken. Its id is the sealed reference that the other system knows; nothing personal goes with it.
/// </summary>
internal sealed class ExternalRequest : IReachable<ExternalRequest>
{
    /// <inheritdoc />
    public static Ways<ExternalRequest> Ways { get; } =
        new Ways<ExternalRequest>().PartOf<Case>(request => request.CaseId);

    private ExternalRequest() { }

    /// <summary>The reference: stable over all attempts.</summary>
    public Guid Id { get; private set; }
    public Guid StepId { get; private set; }
    public Guid CaseId { get; private set; }
    public string System { get; private set; } = "";
    public string Agency { get; private set; } = "";
    public string StepKey { get; private set; } = "";
    public string DossierNumber { get; private set; } = "";
    public DateTimeOffset? DueAt { get; private set; }
    public ExternalRequestState State { get; private set; }
    public int Attempts { get; private set; }

    /// <summary>System time of the next attempt, or until when the sender that took it has it.</summary>
    public DateTimeOffset NextAttemptAt { get; private set; }
    public string? ExternalId { get; private set; }

    /// <summary>System time at which the other system was last heard, or asked.</summary>
    public DateTimeOffset? LastHeardAt { get; private set; }
    public string? LastFault { get; private set; }

    internal static ExternalRequest Of(
        Case of,
        StepAssigned assigned,
        Guid id,
        DateTimeOffset systemNow
    ) =>
        new()
        {
            Id = id,
            StepId = assigned.StepId,
            CaseId = assigned.CaseId,
            System = assigned.SystemOfRecord,
            Agency = assigned.Agency,
            StepKey = assigned.StepKey,
            DossierNumber = of.DossierNumber,
            DueAt = assigned.DueAt,
            NextAttemptAt = systemNow,
        };

    internal void Cancel() => State = ExternalRequestState.Cancelled;

    internal void Sent(string externalId, DateTimeOffset systemNow)
    {
        if (State == ExternalRequestState.Queued)
            State = ExternalRequestState.Sent;
        (ExternalId, LastHeardAt, LastFault) = (externalId, systemNow, null);
    }

    internal void Failed(string fault, DateTimeOffset nextAttempt) =>
        (LastFault, NextAttemptAt) = (fault, nextAttempt);

    internal void GiveUp(string fault) =>
        (State, LastFault) = (ExternalRequestState.Undeliverable, fault);

    internal void Heard(string? externalId, bool final, DateTimeOffset systemNow)
    {
        (ExternalId, LastHeardAt) = (externalId ?? ExternalId, systemNow);
        if (final)
            State = ExternalRequestState.Closed;
        else if (State is ExternalRequestState.Queued or ExternalRequestState.Undeliverable)
            State = ExternalRequestState.Sent;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<ExternalRequest>
    {
        public void Configure(EntityTypeBuilder<ExternalRequest> request)
        {
            request.ToTable("external_request");
            request.Property(r => r.Id).ValueGeneratedNever();
            request.Property(r => r.System).HasMaxLength(32);
            request.Property(r => r.LastFault).HasMaxLength(64);
            request.HasIndex(r => r.StepId);
            request
                .HasIndex(r => r.NextAttemptAt)
                .HasFilter("state = 'Queued'")
                .HasDatabaseName("ix_external_request_queued");
            request
                .HasIndex(r => r.LastHeardAt)
                .HasFilter("state = 'Sent'")
                .HasDatabaseName("ix_external_request_sent");
        }
    }
}

/// <summary>What another system said, kept as it came: append-only, also what changed nothing.</summary>
internal sealed class ExternalEvent : IReachable<ExternalEvent>
{
    /// <inheritdoc />
    public static Ways<ExternalEvent> Ways { get; } =
        new Ways<ExternalEvent>().PartOf<ExternalRequest>(said => said.RequestId);

    private ExternalEvent() { }

    public string System { get; private set; } = "";

    /// <summary>Its <c>webhook-id</c>, or the reference and state of an answer to our question: what comes again ends here.</summary>
    public string MessageId { get; private set; } = "";
    public Guid RequestId { get; private set; }
    public Guid StepId { get; private set; }
    public string State { get; private set; } = "";
    public string? ExternalId { get; private set; }
    public string? ResultNumber { get; private set; }
    public string? ReasonCode { get; private set; }

    /// <summary>Business time that the other system says.</summary>
    public DateTimeOffset OccurredAt { get; private set; }

    /// <summary>System time of the arrival.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary><c>applied</c>, or why not.</summary>
    public string Effect { get; internal set; } = "";

    internal static ExternalEvent Of(
        ExternalRequest about,
        string messageId,
        ExternalReport report,
        DateTimeOffset systemNow
    ) =>
        new()
        {
            System = about.System,
            MessageId = messageId,
            RequestId = about.Id,
            StepId = about.StepId,
            State = report.State,
            ExternalId = report.ExternalId,
            ResultNumber = report.ResultNumber,
            ReasonCode = report.ReasonCode,
            OccurredAt = report.OccurredAt,
            ReceivedAt = systemNow,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<ExternalEvent>
    {
        public void Configure(EntityTypeBuilder<ExternalEvent> @event)
        {
            @event.ToTable("external_event");
            @event.HasKey(e => new { e.System, e.MessageId });
            @event.Property(e => e.System).HasMaxLength(32);
            @event.Property(e => e.MessageId).HasMaxLength(128);
            @event.HasIndex(e => e.StepId);
        }
    }
}

/// <summary>One report of another system about a request of ours.</summary>
/// <param name="ExternalId">Its own id.</param>
/// <param name="State"><c>accepted</c>, <c>in-progress</c>, <c>completed</c>, <c>refused</c>; anything else goes to a person.</param>
/// <param name="OccurredAt">Business time.</param>
/// <param name="ResultNumber">Number of what it issued.</param>
/// <param name="ReasonCode">Reason of a refusal.</param>
internal sealed record ExternalReport(
    string? ExternalId,
    string State,
    DateTimeOffset OccurredAt,
    string? ResultNumber,
    string? ReasonCode
);

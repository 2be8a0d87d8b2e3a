namespace HoanKiem.Contracts.Identity.V1;

/// <summary>An officer holds a role in an agency.</summary>
/// <param name="AppointmentId">Identity of the appointment.</param>
/// <param name="Sequence">Place in its life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Subject">Subject of the officer; no name travels.</param>
/// <param name="Agency">Where.</param>
/// <param name="Role">As what.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; open when null.</param>
public sealed record OfficerAppointed(
    Guid AppointmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Subject,
    string Agency,
    OfficerRole Role,
    DateOnly From,
    DateOnly? To
);

/// <summary>An appointment ends.</summary>
/// <param name="AppointmentId">The appointment.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="To">Last day.</param>
public sealed record AppointmentEnded(
    Guid AppointmentId,
    long Sequence,
    DateTimeOffset OccurredAt,
    DateOnly To
);

/// <summary>Someone acts for an absent officer (ủy quyền).</summary>
/// <param name="SubstitutionId">Identity of the substitution.</param>
/// <param name="Sequence">Place in its life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="AbsentSubject">Who is absent.</param>
/// <param name="SubstituteSubject">Who acts.</param>
/// <param name="Agency">Where.</param>
/// <param name="Role">As what.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public sealed record SubstitutionSet(
    Guid SubstitutionId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string AbsentSubject,
    string SubstituteSubject,
    string Agency,
    OfficerRole Role,
    DateOnly From,
    DateOnly To
);

/// <summary>A substitution ends before its last day.</summary>
/// <param name="SubstitutionId">The substitution.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="To">Last day.</param>
public sealed record SubstitutionEnded(
    Guid SubstitutionId,
    long Sequence,
    DateTimeOffset OccurredAt,
    DateOnly To
);

/// <summary>A citizen lets another act for them (giấy ủy quyền).</summary>
/// <param name="MandateId">Identity of the mandate.</param>
/// <param name="Sequence">Place in its life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="GrantorSubject">Who grants.</param>
/// <param name="HolderSubject">Who may act.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; open when null.</param>
public sealed record MandateGranted(
    Guid MandateId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string GrantorSubject,
    string HolderSubject,
    DateOnly From,
    DateOnly? To
);

/// <summary>A mandate ends.</summary>
/// <param name="MandateId">The mandate.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
public sealed record MandateRevoked(Guid MandateId, long Sequence, DateTimeOffset OccurredAt);

/// <summary>Inspectors may read a set of dossiers for a named inspection (cuộc thanh tra, kiểm tra). The set is fixed.</summary>
/// <param name="InspectionId">Identity of the inspection.</param>
/// <param name="Sequence">Place in its life, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Name">Number of the decision that orders it.</param>
/// <param name="Inspectors">Subjects of the inspectors.</param>
/// <param name="DossierIds">The dossiers, at most 5,000.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public sealed record InspectionGranted(
    Guid InspectionId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Name,
    IReadOnlyList<string> Inspectors,
    IReadOnlyList<Guid> DossierIds,
    DateOnly From,
    DateOnly To
);

/// <summary>An inspection ends before its last day.</summary>
/// <param name="InspectionId">The inspection.</param>
/// <param name="Sequence">Place in its life.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="To">Last day.</param>
public sealed record InspectionEnded(
    Guid InspectionId,
    long Sequence,
    DateTimeOffset OccurredAt,
    DateOnly To
);

/// <summary>The audit of an agency in this service has grown: whoever keeps this head sees it when something before it is changed.</summary>
/// <param name="AuditChain">The agency's chain.</param>
/// <param name="Sequence">Place among the heads that were told, dense from 1.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Head">How far it is.</param>
public sealed record AuditSealed(
    string AuditChain,
    long Sequence,
    DateTimeOffset OccurredAt,
    ChainHead Head
);

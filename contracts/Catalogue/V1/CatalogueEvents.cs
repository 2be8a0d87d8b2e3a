namespace HoanKiem.Contracts.Catalogue.V1;

/// <summary>A version of a procedure (thủ tục hành chính) was published or its dates were changed; local copies keep all versions.</summary>
/// <param name="ProcedureCode">National code, text: trailing zeros matter (<c>1.001570</c>).</param>
/// <param name="Sequence">Place in the life of this procedure, dense from 1.</param>
/// <param name="OccurredAt">Business time of the publication, UTC.</param>
/// <param name="VersionId">Identity of the version: code, <c>@</c> and the first day.</param>
/// <param name="Name">Official name, Vietnamese, NFC.</param>
/// <param name="Field">Field of administration (lĩnh vực).</param>
/// <param name="Level">Level that handles it: <c>district</c>, <c>ward</c> or <c>district|ward</c>.</param>
/// <param name="ValidFrom">First day in force.</param>
/// <param name="ValidTo">Last day in force; none known when null.</param>
/// <param name="Limit">Legal time limit; unknown when null, which is not zero.</param>
/// <param name="GivenAtOnce">The result is given while the citizen waits; no receipt unless asked for (Nghị định 61/2018, Điều 17.4).</param>
/// <param name="SupplementRule">What a supplement does to the clock.</param>
/// <param name="SupplementBasis">Legal basis of that rule.</param>
/// <param name="SupplementDays">Working days the citizen has; unknown when null.</param>
/// <param name="OnlineChannel">Whether it may be filed online; unknown when null.</param>
/// <param name="OnlineGrade">Grade of the online service, where stated.</param>
/// <param name="Papers">What belongs to the dossier (thành phần hồ sơ).</param>
/// <param name="Fees">How fees are computed, whole đồng.</param>
/// <param name="Route">Who acts, in what order.</param>
public sealed record ProcedurePublished(
    string ProcedureCode,
    long Sequence,
    DateTimeOffset OccurredAt,
    string VersionId,
    string Name,
    string Field,
    string Level,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    TimeLimit? Limit,
    bool GivenAtOnce,
    SupplementRule SupplementRule,
    string SupplementBasis,
    int? SupplementDays,
    bool? OnlineChannel,
    OnlineGrade? OnlineGrade,
    IReadOnlyList<Paper> Papers,
    IReadOnlyList<FeeRule> Fees,
    IReadOnlyList<RouteStep> Route
);

/// <summary>A legal time limit (thời hạn giải quyết).</summary>
/// <param name="Value">How many units.</param>
/// <param name="Unit">Of which unit.</param>
/// <param name="CutOff">Local time after which the next working day counts as the day of reception; none when null.</param>
public sealed record TimeLimit(int Value, LimitUnit Unit, TimeOnly? CutOff);

/// <summary>A paper of the dossier (thành phần hồ sơ).</summary>
/// <param name="Code">Identity within the procedure version.</param>
/// <param name="Name">Name as listed.</param>
/// <param name="Originals">How many originals.</param>
/// <param name="Copies">How many copies.</param>
/// <param name="Required">Whether the dossier is incomplete without it.</param>
public sealed record Paper(string Code, string Name, int Originals, int Copies, bool Required);

/// <summary>A fee (phí, lệ phí), whole đồng: <c>Amount</c> for each unit, <c>AmountAfter</c> from unit <c>After</c>+1 on, never more than <c>Maximum</c>.</summary>
/// <param name="Code">Identity within the procedure version.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="Unit">What is counted: <c>page</c>, <c>copy</c>, <c>case</c>, <c>room</c>.</param>
/// <param name="Amount">Đồng a unit.</param>
/// <param name="After">Number of units at the first amount; all when null.</param>
/// <param name="AmountAfter">Đồng for each further unit.</param>
/// <param name="Maximum">Upper bound of the sum in đồng.</param>
/// <param name="OnlineAmount">Đồng a unit when filed online, where it differs.</param>
/// <param name="PaidBefore">Whether processing waits for the money.</param>
/// <param name="Basis">Legal basis.</param>
public sealed record FeeRule(
    string Code,
    string Name,
    string Unit,
    long Amount,
    int? After,
    long? AmountAfter,
    long? Maximum,
    long? OnlineAmount,
    bool PaidBefore,
    string Basis
);

/// <summary>One step of a route (quy trình). Steps whose <c>After</c> are done start at once, together: a route is a graph, not a list.</summary>
/// <param name="Key">Identity within the route.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="Kind"><c>examine</c>, <c>sign</c>, <c>give</c> (at once), <c>external</c>; a question to another agency is asked within an examination.</param>
/// <param name="Actor">Who: <c>competent</c> (the deciding agency), <c>lead</c>, <c>receiving</c>, or a system of record (<c>police</c>, <c>social-insurance</c>, <c>tax</c>) of the agency that serves the deciding one.</param>
/// <param name="SystemOfRecord">Where the step is kept: <c>ours</c>, or the system whose step is handled like a parcel.</param>
/// <param name="Limit">The step's own limit; part of the whole when null.</param>
/// <param name="After">Keys of the steps that come before.</param>
/// <param name="Optional">Whether it is taken only when an officer asks for it.</param>
public sealed record RouteStep(
    string Key,
    string Name,
    string Kind,
    string Actor,
    string SystemOfRecord,
    TimeLimit? Limit,
    IReadOnlyList<string> After,
    bool Optional
);

/// <summary>A version of a procedure ends; dossiers received under it keep it.</summary>
/// <param name="ProcedureCode">National code.</param>
/// <param name="Sequence">Place in the life of this procedure.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="VersionId">Which version.</param>
/// <param name="ValidTo">Last day in force.</param>
/// <param name="Basis">Decision that ended it.</param>
public sealed record ProcedureWithdrawn(
    string ProcedureCode,
    long Sequence,
    DateTimeOffset OccurredAt,
    string VersionId,
    DateOnly ValidTo,
    string Basis
);

/// <summary>An agency (cơ quan) was registered, or one of its dated attributes changed.</summary>
/// <param name="AgencyId">Our own id, a slug that is never reused; unit codes are.</param>
/// <param name="Sequence">Place in the life of this agency.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Kind"><c>province</c>, <c>district</c>, <c>ward</c>, <c>specialised</c>, <c>administrative</c>, <c>external</c>, <c>carrier</c>, <c>centre</c> or <c>reception_point</c>.</param>
/// <param name="Name">Official name.</param>
/// <param name="UnitCode">Code of the administrative unit in that time.</param>
/// <param name="NumberPrefix">First part of dossier numbers (mã định danh cơ quan).</param>
/// <param name="ValidFrom">First day; unknown when null.</param>
/// <param name="ValidTo">Last day.</param>
/// <param name="ParentId">Agency above.</param>
/// <param name="SystemOfRecord"><c>ours</c>, <c>police</c>, <c>social-insurance</c> or <c>tax</c>.</param>
/// <param name="Serves">Agencies for which an external one acts.</param>
/// <param name="Assumed">The entry is an assumption of ours, not read in a source.</param>
public sealed record AgencyRegistered(
    string AgencyId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Kind,
    string Name,
    string? UnitCode,
    string? NumberPrefix,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    string? ParentId,
    string SystemOfRecord,
    IReadOnlyList<string> Serves,
    bool Assumed
);

/// <summary>An agency was merged or split: its open work goes to its successors.</summary>
/// <param name="AgencyId">The predecessor.</param>
/// <param name="Sequence">Place in the life of the predecessor.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Successors">Who takes over, and how much.</param>
/// <param name="Effective">First day of the successors.</param>
public sealed record AgencySucceeded(
    string AgencyId,
    long Sequence,
    DateTimeOffset OccurredAt,
    IReadOnlyList<Successor> Successors,
    DateOnly Effective
);

/// <summary>One successor of an agency.</summary>
/// <param name="AgencyId">Who takes over.</param>
/// <param name="Whole">All of it; otherwise a part, and a person must choose.</param>
public sealed record Successor(string AgencyId, bool Whole);

/// <summary>A version of the working calendar (lịch làm việc) was published; later versions never change an earlier one.</summary>
/// <param name="CalendarId">Which calendar: <c>hanoi</c>.</param>
/// <param name="Sequence">Place in the life of this calendar; the newest version is the one of the highest sequence.</param>
/// <param name="OccurredAt">Business time, UTC.</param>
/// <param name="Version">Name of the version, kept with every due date computed from it.</param>
/// <param name="CoveredFrom">First day that it knows.</param>
/// <param name="CoveredTo">Last day that it knows; beyond, due dates are provisional.</param>
/// <param name="Days">Days off, made-up Saturdays and half days.</param>
/// <param name="ClockHours">When limits run.</param>
/// <param name="ReceptionHours">When dossiers are received, which may be more.</param>
public sealed record WorkingCalendarPublished(
    string CalendarId,
    long Sequence,
    DateTimeOffset OccurredAt,
    string Version,
    DateOnly CoveredFrom,
    DateOnly CoveredTo,
    IReadOnlyList<CalendarDay> Days,
    IReadOnlyList<OfficeHours> ClockHours,
    IReadOnlyList<OfficeHours> ReceptionHours
);

/// <summary>A day that is not what its weekday says.</summary>
/// <param name="Date">Local date.</param>
/// <param name="Kind"><c>off</c>, <c>made-up</c> (a Saturday worked) or <c>half</c> (morning only).</param>
/// <param name="Name">Why, Vietnamese.</param>
public sealed record CalendarDay(DateOnly Date, string Kind, string Name);

/// <summary>Opening hours of a weekday, local time; several for one day are several rows.</summary>
/// <param name="Day">Day of the week.</param>
/// <param name="Opens">Opening.</param>
/// <param name="Closes">Closing.</param>
public sealed record OfficeHours(DayOfWeek Day, TimeOnly Opens, TimeOnly Closes);

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

using HoanKiem.Contracts;

namespace HoanKiem.Portal.Backend;

/// <summary>A rating.</summary>
[OfSchema(ResourceNames.Feedback, "AnswerSurveyRequest")]
internal sealed record ToRate(
    string Token,
    int Overall,
    int? Convenience,
    int? Attitude,
    string? Reason
);

/// <summary>The on-time table.</summary>
[OfSchema(ResourceNames.Reporting, "GetOnTimeTableResponse")]
internal sealed record OnTimeTable(string By, IReadOnlyList<OnTimeRow> Rows, OnTimeRow Total);

/// <summary>A row of it.</summary>
[OfSchema(ResourceNames.Reporting, "GetOnTimeTableRow")]
internal sealed record OnTimeRow(
    string Name,
    long Received,
    long Early,
    long OnTime,
    long Late,
    long Closed,
    long InProgress,
    long Overdue,
    decimal? OnTimePercent
);

/// <summary>Where the officer works today.</summary>
[OfSchema(ResourceNames.Identity, "ListMyAppointmentsResponse")]
internal sealed record MyAppointments(IReadOnlyList<MyAppointment> Items);

/// <summary>One appointment.</summary>
[OfSchema(ResourceNames.Identity, "ListMyAppointmentsItem")]
internal sealed record MyAppointment(string Agency, string Role);

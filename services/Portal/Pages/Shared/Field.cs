using HoanKiem.Portal.Backend;

namespace HoanKiem.Portal.Pages.Shared;

/// <summary>A labelled field of a form, with its own fault beside it.</summary>
/// <param name="Name">Name in the form.</param>
/// <param name="Member">Member of the service's request that it fills; its faults are shown here.</param>
/// <param name="Vi">Label, Vietnamese.</param>
/// <param name="En">Label, English.</param>
/// <param name="Value">What was typed.</param>
/// <param name="Answer">The answer that may find fault with it.</param>
internal sealed record Field(
    string Name,
    string Member,
    string Vi,
    string En,
    string? Value,
    Answer? Answer
)
{
    public string Type { get; init; } = "text";
    public string? Autocomplete { get; init; }
    public string? InputMode { get; init; }
    public string? Hint { get; init; }
    public bool Optional { get; init; }

    /// <summary>Several lines when more than one.</summary>
    public int Rows { get; init; } = 1;

    public string Id => Words.FieldId(Member);

    public IEnumerable<string> Faults =>
        (Answer?.Errors ?? []).Where(error => error.Member == Member).Select(error => error.Vi);
}

using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HoanKiem.ServiceDefaults;

/// <summary>One kind of problem that a client can meet: a stable name, a status and what it is called.</summary>
/// <param name="Name">Kebab case; on the wire <c>urn:hoankiem:problem:&lt;name&gt;</c>. Never renamed.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What people read, Vietnamese.</param>
/// <param name="TitleEn">The same in English.</param>
public sealed record ProblemType(string Name, int Status, string Title, string TitleEn)
{
    /// <summary>The type as it goes over the wire.</summary>
    public string Urn => "urn:hoankiem:problem:" + Name;

    /// <summary>A refusal of this type, with the reason in both languages.</summary>
    public Refusal Because(string detail, string detailEn) => new(this, detail, detailEn);
}

/// <summary>What is wrong with one member of a request.</summary>
/// <param name="Member">Path of the member in camelCase as the client wrote it, e.g. <c>parties[0].phone</c>.</param>
/// <param name="Code">Stable kebab-case code: <c>required</c>, <c>length</c>, <c>not-nfc</c>, …</param>
/// <param name="Vi">What people read, Vietnamese.</param>
/// <param name="En">The same in English.</param>
public sealed record MemberError(string Member, string Code, string Vi, string En);

/// <summary>
/// Why something was refused: the only way in which an entity or a slice says no. It becomes RFC 9457 problem details at the edge.
/// </summary>
/// <param name="Type">The kind of problem.</param>
/// <param name="Detail">The reason, Vietnamese.</param>
/// <param name="DetailEn">The same in English.</param>
public sealed record Refusal(ProblemType Type, string Detail, string DetailEn)
{
    private static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "type",
        "title",
        "titleEn",
        "status",
        "detail",
        "detailEn",
        "instance",
        "errors",
        "traceId",
    };

    /// <summary>The members at fault, when the request itself is wrong.</summary>
    public IReadOnlyList<MemberError> Errors { get; init; } = [];

    /// <summary>More facts for the client's program, e.g. <c>currentVersion</c>.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } =
        new Dictionary<string, object?>();

    /// <summary>The same refusal, naming the member at fault.</summary>
    public Refusal At(string member, string code = "refused") =>
        this with
        {
            Errors = [.. Errors, new MemberError(member, code, Detail, DetailEn)],
        };

    /// <summary>The same refusal with one more fact.</summary>
    /// <exception cref="ArgumentException">Every problem has a member of this name already.</exception>
    public Refusal With(string name, object? value) =>
        Taken.Contains(name)
            ? throw new ArgumentException($"Every problem has a member {name} already.")
            : this with
            {
                Facts = new Dictionary<string, object?>(Facts) { [name] = value },
            };

    /// <summary>The answer of a slice.</summary>
    public ProblemHttpResult ToProblem() => TypedResults.Problem(ToProblemDetails());

    /// <summary>The body of the answer.</summary>
    public ProblemDetails ToProblemDetails()
    {
        var problem = new ProblemDetails
        {
            Type = Type.Urn,
            Title = Type.Title,
            Status = Type.Status,
            Detail = Detail,
        };
        problem.Extensions["titleEn"] = Type.TitleEn;
        problem.Extensions["detailEn"] = DetailEn;
        if (Errors.Count > 0)
            problem.Extensions["errors"] = Errors;
        foreach (var (name, value) in Facts)
            problem.Extensions[name] = value;
        if (Activity.Current is { } activity)
            problem.Extensions["traceId"] = activity.TraceId.ToHexString();
        return problem;
    }

    /// <summary>Writes the answer where no slice is running: middleware and handlers of exceptions.</summary>
    public Task WriteTo(HttpContext http) => ToProblem().ExecuteAsync(http);
}

using System.Text.Json;
using System.Text.RegularExpressions;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Http;

/// <summary>
/// The one writer of problems: whatever goes wrong outside a slice, and every answer that would have had an empty body,
/// becomes problem details in both languages.
/// </summary>
internal sealed partial class ProblemMiddleware(
    RequestDelegate next,
    ILogger<ProblemMiddleware> log
)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // nobody is there to read an answer
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            var refusal = Of(fault);
            if (refusal.Type == Problems.Unavailable)
                LogUnavailable(log, http.Request.Method, fault.GetBaseException().Message);
            else if (refusal.Type.Status >= 500)
                LogUnexpected(
                    log,
                    fault,
                    http.Request.Method,
                    http.GetEndpoint()?.DisplayName ?? "-"
                );
            http.Response.Clear();
            if (refusal.Type == Problems.Unavailable)
                http.Response.Headers.RetryAfter = "1";
            await refusal.WriteTo(http);
            return;
        }

        if (
            http.Response is
            { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
        )
            await Problems.OfStatus(http.Response.StatusCode).WriteTo(http);
    }

    private const string LostAtIndex = PostgresErrorCodes.UniqueViolation;
    private const string Deadlock = PostgresErrorCodes.DeadlockDetected;
    private const string NotAllowed = PostgresErrorCodes.InsufficientPrivilege;

    // A missing grant has the same code, and is a fault of ours.
    private const string RowLevelSecurity = "ExecWithCheckOptions";

    private static Refusal Of(Exception fault) =>
        fault switch
        {
            BadHttpRequestException { InnerException: JsonException json } => Of(json),
            BadHttpRequestException { StatusCode: 400 } bad => OfBinding(bad),
            BadHttpRequestException bad => Problems.OfStatus(bad.StatusCode),
            DbUpdateConcurrencyException => Problems.LostRace(),
            // Two that change one object at once may also meet at a unique index of its children, or lock each other out.
            DbUpdateException
            {
                InnerException: PostgresException { SqlState: LostAtIndex or Deadlock }
            } => Problems.LostRace(),
            // What a caller reached when the request began was taken away before its save, and the database let it not be written.
            DbUpdateException
            {
                InnerException: PostgresException
                {
                    SqlState: NotAllowed,
                    Routine: RowLevelSecurity
                }
            } => Problems.Missing(),
            _ when Outage.Is(fault) => Problems.OfStatus(503),
            _ => Problems.OfStatus(500),
        };

    private static Refusal Of(JsonException fault)
    {
        var member = Member(fault.Path);
        if (fault is MemberException own)
        {
            var error = new MemberError(member, own.Code, own.Vi, own.En);
            return own.Code == "invalid-text"
                ? Problems.InvalidText.Because(own.Vi, own.En) with
                {
                    Errors = [error],
                }
                : Problems.Invalid([error]);
        }

        if (UnmappedMember().Match(fault.Message) is { Success: true } unmapped)
        {
            // The path may stop at the object; the message names the member.
            var name = unmapped.Groups[1].Value;
            var path = member.EndsWith(name, StringComparison.Ordinal)
                ? member
                : Join(member, name);
            return Problems
                .UnknownMember.Because(
                    $"Trường “{path}” không có trong yêu cầu này.",
                    $"This request has no member \"{path}\"."
                )
                .At(path, "unknown");
        }

        if (MissingMembers().Match(fault.Message) is { Success: true } missing)
            return Problems.Invalid([
                .. QuotedName()
                    .Matches(missing.Groups[1].Value)
                    .Select(name => new MemberError(
                        Join(member, name.Groups[1].Value),
                        "required",
                        "Bắt buộc phải có.",
                        "This is required."
                    )),
            ]);

        // Syntax faults come from the reader; everything else is a value of the wrong kind.
        if (fault.InnerException is JsonException || member.Length == 0)
            return Problems
                .MalformedJson.Because(
                    $"Lỗi ở dòng {fault.LineNumber + 1}, byte {fault.BytePositionInLine}.",
                    $"Fault in line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}."
                )
                .With("line", fault.LineNumber + 1);
        return Problems.Invalid(
            member,
            "type",
            "Giá trị không đúng kiểu.",
            "The value is not of the right kind."
        );
    }

    // "Failed to bind parameter "int limit" from "abc"." and "Required parameter "string q" was not provided from query string."
    private static Refusal OfBinding(BadHttpRequestException fault) =>
        Parameter().Match(fault.Message) is { Success: true } match
            ? Problems.Invalid(
                match.Groups[1].Value,
                fault.Message.StartsWith("Required", StringComparison.Ordinal)
                    ? "required"
                    : "type",
                fault.Message.StartsWith("Required", StringComparison.Ordinal)
                    ? "Bắt buộc phải có."
                    : "Giá trị không đúng kiểu.",
                fault.Message.StartsWith("Required", StringComparison.Ordinal)
                    ? "This is required."
                    : "The value is not of the right kind."
            )
            : Problems.OfStatus(400);

    private static string Member(string? path) =>
        path is null or "$" ? ""
        : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..]
        : path;

    private static string Join(string path, string name) =>
        path.Length == 0 ? name : $"{path}.{name}";

    [GeneratedRegex("^The JSON property '(.+)' could not be mapped")]
    private static partial Regex UnmappedMember();

    [GeneratedRegex("missing required properties including: (.+)", RegexOptions.Singleline)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedName();

    [GeneratedRegex("parameter \"\\S+ (\\w+)\"")]
    private static partial Regex Parameter();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} without a database: {Reason}")]
    private static partial void LogUnavailable(ILogger log, string method, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected fault in {Method} {Endpoint}")]
    private static partial void LogUnexpected(
        ILogger log,
        Exception fault,
        string method,
        string endpoint
    );
}

/// <summary>What the framework itself would write, validation above all, in our form.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) =>
        context.ProblemDetails is HttpValidationProblemDetails
        || context.ProblemDetails.Type?.StartsWith("urn:hoankiem:", StringComparison.Ordinal)
            != true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var refusal = context.ProblemDetails is HttpValidationProblemDetails validation
            ? Of(validation)
            : Problems.OfStatus(
                context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode
            );
        context.HttpContext.Response.StatusCode = refusal.Type.Status;
        await context.HttpContext.Response.WriteAsJsonAsync(
            refusal.ToProblemDetails(),
            options: null,
            contentType: "application/problem+json"
        );
    }

    private static Refusal Of(HttpValidationProblemDetails validation)
    {
        MemberError[] errors =
        [
            .. validation.Errors.SelectMany(member =>
                member.Value.Select(text => ValidationTexts.Unpack(member.Key, text))
            ),
        ];
        return Array.TrueForAll(errors, error => error.Code == "invalid-text") && errors.Length > 0
            ? Problems.InvalidText.Because(errors[0].Vi, errors[0].En) with
            {
                Errors = errors,
            }
            : Problems.Invalid(errors);
    }
}

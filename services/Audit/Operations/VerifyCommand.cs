using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Audit;

/// <summary>The command <c>verify</c> beside <c>migrate</c>: the same look at the chains as over HTTP, for whoever holds no token or whose service does not start.</summary>
public static class VerifyCommand
{
    /// <summary>Nothing is wrong.</summary>
    public const int Holds = 0;

    /// <summary>Something is wrong with a chain; what and where is printed.</summary>
    public const int Broken = 1;

    /// <summary>The command was not understood, or its file cannot be read.</summary>
    public const int Misused = 2;

    private static readonly JsonSerializerOptions Printed = new(JsonDefaults.Options)
    {
        WriteIndented = true,
    };

    /// <summary>
    /// When the first argument is <c>verify</c>: prints the verdict as JSON and returns the exit code; null otherwise. A second argument
    /// names a file with the heads that Reporting holds, as it answers <c>GET /v1/audit-heads?service=…</c>.
    /// </summary>
    public static Task<int?> RunVerifyCommandAsync(this WebApplication app, string[] args) =>
        Run(app.Services, args, Console.Out);

    internal static async Task<int?> Run(
        IServiceProvider services,
        string[] args,
        TextWriter output,
        CancellationToken ct = default
    )
    {
        if (args is not ["verify", ..])
            return null;
        if (args is not (["verify"] or ["verify", _]))
        {
            await output.WriteLineAsync(
                "verify [HEADS]   HEADS: a file with the answer of Reporting's GET /v1/audit-heads?service=…"
            );
            return Misused;
        }

        IReadOnlyList<ChainHead> heads = [];
        if (args is [_, var file])
        {
            try
            {
                heads = await Read(file, ct);
            }
            catch (Exception fault)
                when (fault is IOException or UnauthorizedAccessException or JsonException)
            {
                await output.WriteLineAsync($"{file} cannot be read as heads: {fault.Message}");
                return Misused;
            }
        }

        var verdict = await services
            .GetRequiredService<Verification>()
            .LookAsync(heads, agencies: null, ct);
        await output.WriteLineAsync(JsonSerializer.Serialize(verdict, Printed));
        return verdict.Holds ? Holds : Broken;
    }

    private static async Task<IReadOnlyList<ChainHead>> Read(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        return (
                await JsonSerializer.DeserializeAsync<Heard>(stream, JsonDefaults.Options, ct)
            )?.Items
            ?? throw new JsonException("It has no items.");
    }

    // Next and count of the page are of no interest, and unknown members are not taken.
    private sealed record Heard(IReadOnlyList<ChainHead>? Items, string? Next, long? Count);
}

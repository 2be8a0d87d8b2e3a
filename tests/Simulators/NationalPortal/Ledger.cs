using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace HoanKiem.Simulators.NationalPortal;

/// <summary>What the portal knows: sessions of partners, and for each dossier what it was told, in the order in which it came.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Told>> _dossiers = new();
    private readonly ConcurrentDictionary<string, byte> _sessions = new();
    private int _filed;

    public string OpenSession()
    {
        var session = Guid.NewGuid().ToString("N");
        _sessions[session] = 1;
        return session;
    }

    public bool IsOpen(string? session) => session is not null && _sessions.ContainsKey(session);

    /// <summary>The portal's own code for a dossier that a citizen files: <c>G22.99.</c>, date and number of the run.</summary>
    public string NextCode(DateOnly day) =>
        $"G22.99.99-{day:yyMMdd}-{Interlocked.Increment(ref _filed):0000}";

    public void Tell(string code, string service, JsonNode record) =>
        _dossiers.GetOrAdd(code, _ => new()).Enqueue(new Told(service, record.DeepClone()));

    public IReadOnlyList<Told>? About(string code) =>
        _dossiers.TryGetValue(code, out var told) ? [.. told] : null;

    public IReadOnlyDictionary<string, string?> LatestStatus() =>
        _dossiers.ToDictionary(
            entry => entry.Key,
            entry =>
                entry
                    .Value.Select(told => told.Record["TrangThaiHoSo"] ?? told.Record["TrangThai"])
                    .LastOrDefault(status => status is not null)
                    ?.ToString()
        );

    /// <summary>One message of a partner about one dossier.</summary>
    public sealed record Told(string Service, JsonNode Record);
}

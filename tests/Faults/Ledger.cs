using System.Collections.Concurrent;

namespace HoanKiem.Faults;

/// <summary>An act that a service has acknowledged.</summary>
/// <param name="What">submission, acceptance, decision, return…</param>
/// <param name="At">When the answer came, milliseconds of the run.</param>
internal sealed record Act(string What, long At);

/// <summary>What the driver knows of one dossier because a service said so.</summary>
internal sealed class Entry(string key, string subject, Guid id, string requestCode)
{
    public string Key { get; } = key;
    public string Subject { get; } = subject;
    public Guid Id { get; } = id;
    public string RequestCode { get; } = requestCode;

    /// <summary>The number that the answer to the acceptance gave.</summary>
    public string? Number { get; set; }

    public ConcurrentQueue<Act> Acts { get; } = new();

    public bool Has(string what) => Acts.Any(act => act.What == what);
}

/// <summary>Everything that was acknowledged, kept outside the system: what is in here must be in there.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();
    private int _acts;

    public ICollection<Entry> Entries => _entries.Values;

    public int Acknowledged => _acts;

    /// <summary>Requests that got no answer however often they were sent.</summary>
    public ConcurrentQueue<string> Unanswered { get; } = new();

    /// <summary>Two answers that contradict each other, or the state that is seen.</summary>
    public ConcurrentQueue<string> Contradictions { get; } = new();

    /// <summary>Answers of the kind that no known case may give: status 500.</summary>
    public ConcurrentQueue<string> ServerErrors { get; } = new();

    public Entry Submitted(string key, string subject, Guid id, string requestCode, long at)
    {
        var entry = new Entry(key, subject, id, requestCode);
        if (!_entries.TryAdd(id, entry))
            Contradictions.Enqueue($"two keys were answered with dossier {id}");
        Acknowledge(entry, "submission", at);
        return entry;
    }

    public void Acknowledge(Entry entry, string what, long at)
    {
        entry.Acts.Enqueue(new Act(what, at));
        Interlocked.Increment(ref _acts);
    }
}

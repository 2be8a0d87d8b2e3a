using HoanKiem.Contracts;

namespace HoanKiem.Audit;

/// <summary>
/// One chain, looked at link by link. Each is judged against the stored hash of the one before, so that what is wrong in one place is
/// found there and not everywhere behind it.
/// </summary>
internal sealed class ChainLook(string service, string agency, IEnumerable<Witness> heads)
{
    // Nobody's request takes so long: what is older than its predecessors by more was not written when it says.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    private readonly List<Finding> _found = [];
    private readonly List<(long Sequence, string Says, string Sealed)> _edited = [];
    private readonly Queue<Witness> _heads = new(heads.OrderBy(one => one.Head.Entries));
    private byte[] _before = Chain.Root(service, agency);
    private DateTimeOffset _newest = DateTimeOffset.MinValue;
    private long _sure;

    /// <summary>The last place that is filled.</summary>
    public long Last { get; private set; }

    /// <summary>How many are filled.</summary>
    public long Entries { get; private set; }

    public void Take(AuditEntry entry, Seal seal)
    {
        Entries++;
        if (seal.Sequence > Last + 1)
            Find(Fault.Missing, Last + 1, seal.Sequence - 1);
        var says = Chain.HashOf(entry);
        if (!says.AsSpan().SequenceEqual(seal.EntryHash))
            _edited.Add(
                (
                    seal.Sequence,
                    Convert.ToHexStringLower(says),
                    Convert.ToHexStringLower(seal.EntryHash)
                )
            );
        // Behind an empty place nothing can be said of the first link.
        if (seal.Sequence == Last + 1 && !Follows(seal))
            Break(seal.Sequence);
        if (_newest - entry.At > Slack)
            Find(Fault.Backdated, seal.Sequence, seal.Sequence);
        _newest = entry.At > _newest ? entry.At : _newest;
        (_before, Last) = (seal.Hash, seal.Sequence);
        while (_heads.TryPeek(out var one) && one.Head.Entries <= seal.Sequence)
            Compare(_heads.Dequeue(), seal);
    }

    /// <summary>What was found, when the last link was looked at.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        var edited = _edited.ToDictionary(one => one.Says);
        var found = _edited.Select(one =>
            edited.TryGetValue(one.Sealed, out var other)
                ? new Finding(
                    Fault.Swapped,
                    agency,
                    Math.Min(one.Sequence, other.Sequence),
                    Math.Max(one.Sequence, other.Sequence)
                )
                : new Finding(Fault.Edited, agency, one.Sequence, one.Sequence)
        );
        var end = _heads.Count > 0 ? _heads.Max(one => one.Head.Entries) : 0;
        return
        [
            .. found
                .Concat(_found)
                .Concat(end > Last ? [new Finding(Fault.Truncated, agency, Last + 1, end)] : [])
                .Distinct()
                .OrderBy(finding => finding.From),
        ];
    }

    private bool Follows(Seal seal) =>
        _before.Length == 32
        && seal.EntryHash.Length == 32
        && Chain
            .Link(_before, seal.Sequence, seal.SealedAt, seal.EntryHash)
            .AsSpan()
            .SequenceEqual(seal.Hash);

    // What Reporting was told holds for everything before it: what was sealed anew lies behind the last head that is still true.
    private void Compare(Witness witness, Seal seal)
    {
        if (witness.Head.Entries != seal.Sequence)
            return;
        if (Convert.ToHexStringLower(seal.Hash) == witness.Head.Hash)
            _sure = witness.IsOurs ? _sure : seal.Sequence;
        else
            Find(Fault.Rewritten, _sure + 1, seal.Sequence);
    }

    private void Break(long sequence)
    {
        var last = _found.FindLastIndex(finding => finding.Fault == Fault.Broken);
        if (last >= 0 && _found[last].To == sequence - 1)
            _found[last] = _found[last] with { To = sequence };
        else
            Find(Fault.Broken, sequence, sequence);
    }

    private void Find(Fault fault, long from, long to) =>
        _found.Add(new Finding(fault, agency, from, to));
}

/// <summary>A head that was told.</summary>
/// <param name="Head">The head.</param>
/// <param name="IsOurs">It is kept in the same database, where whoever changes the chain can change it too.</param>
internal readonly record struct Witness(ChainHead Head, bool IsOurs);

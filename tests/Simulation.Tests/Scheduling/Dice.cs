namespace HoanKiem.Simulation.Tests.Scheduling;

/// <summary>All chance of a schedule comes from here (SplitMix64): the same seed throws the same numbers on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15UL + 0x1234567;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="below"/>, which it does not reach.</summary>
    public int Below(int below) => (int)(Next() % (uint)below);

    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double share) => share > 0 && Share() < share;

    public T OneOf<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public TimeSpan Between(TimeSpan from, TimeSpan to) => from + (to - from) * Share();

    /// <summary>An id that looks like one of version 7 of that moment.</summary>
    public Guid Id(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 5; i >= 0; i--, milliseconds >>= 8)
            bytes[i] = (byte)milliseconds;
        var (a, b) = (Next(), Next());
        for (var i = 6; i < 11; i++, a >>= 8)
            bytes[i] = (byte)a;
        for (var i = 11; i < 16; i++, b >>= 8)
            bytes[i] = (byte)b;
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}

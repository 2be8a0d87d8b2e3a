using System.Globalization;

namespace HoanKiem.Demonstration;

/// <summary>Drives the shared clock file: business time stands at a moment and runs on from there at the pace of the system clock.</summary>
internal sealed class ClockFile(string path, TimeProvider system)
{
    private DateTimeOffset _systemStart;
    private DateTimeOffset _businessStart;

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset Now => _businessStart + (system.GetUtcNow() - _systemStart);

    /// <summary>Moves business time to <paramref name="businessTime"/>. Readers see the old course or the new one, never half of it.</summary>
    public void MoveTo(DateTimeOffset businessTime)
    {
        _systemStart = system.GetUtcNow();
        _businessStart = businessTime.ToUniversalTime();
        var draft = path + ".new";
        File.WriteAllText(
            draft,
            string.Create(CultureInfo.InvariantCulture, $"{_systemStart:O};{_businessStart:O};1")
        );
        File.Move(draft, path, overwrite: true);
    }
}

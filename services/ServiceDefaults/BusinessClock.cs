using System.Globalization;

namespace HoanKiem.ServiceDefaults;

/// <summary>
/// The clock of legal time: deadlines, receipts and every event's <c>OccurredAt</c>. The system clock serves tokens, signatures,
/// retries and time-outs. In Development it may follow a clock file shared by all processes, so that days pass in seconds;
/// elsewhere such a file is refused when the service starts.
/// </summary>
public sealed class BusinessClock : TimeProvider
{
    private readonly TimeProvider _system;
    private readonly string? _file;
    private DateTime _readAt;
    private (DateTimeOffset SystemStart, DateTimeOffset BusinessStart, double Rate)? _course;

    /// <summary>Follows <paramref name="file"/> when it is given, and the system clock otherwise.</summary>
    /// <param name="system">The system clock.</param>
    /// <param name="file">One line: system start, business start (both ISO 8601 with offset) and rate, separated by semicolons.</param>
    public BusinessClock(TimeProvider system, string? file = null)
    {
        _system = system;
        _file = file;
    }

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        var now = _system.GetUtcNow();
        if (_file is null)
            return now;

        Read();
        return _course is { } course
            ? course.BusinessStart + (now - course.SystemStart) * course.Rate
            : now;
    }

    // The file is written by whoever drives the time (move, then rename): a changed time stamp means a new course.
    private void Read()
    {
        var written = File.GetLastWriteTimeUtc(_file!);
        if (written == _readAt)
            return;

        try
        {
            var parts = File.ReadAllText(_file!).Trim().Split(';');
            _course = (
                DateTimeOffset.Parse(parts[0], CultureInfo.InvariantCulture).ToUniversalTime(),
                DateTimeOffset.Parse(parts[1], CultureInfo.InvariantCulture).ToUniversalTime(),
                double.Parse(parts[2], CultureInfo.InvariantCulture)
            );
            _readAt = written;
        }
        catch (FileNotFoundException)
        {
            _course = null;
        }
    }
}

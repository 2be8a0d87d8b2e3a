using System.Diagnostics;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace HoanKiem.LocalRunner;

/// <summary>One table of all resources, drawn again on every change; plain lines where the output is not a terminal.</summary>
internal sealed class Board
{
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private bool _live = !Console.IsOutputRedirected;
    private int _drawn;

    public IReadOnlyList<Supervisor> Rows { get; set; } = [];

    public void Changed(Supervisor row)
    {
        lock (_lock)
            if (_live)
                Draw();
            else if (row.Phase is not "waiting")
                Console.WriteLine(Line(row));
    }

    public void Say(string text)
    {
        lock (_lock)
        {
            Console.Write(_drawn > 0 ? $"\e[{_drawn}A\e[J" : "");
            Console.WriteLine(text);
            _drawn = 0;
            Draw();
        }
    }

    /// <summary>From now on somebody else writes below the table: it stays as it is, and changes come as lines.</summary>
    public void Freeze()
    {
        lock (_lock)
            (_live, _drawn) = (false, 0);
    }

    private void Draw()
    {
        if (!_live)
            return;
        Console.Write(_drawn > 0 ? $"\e[{_drawn}A" : "");
        foreach (var row in Rows)
            Console.Write(
                $"\e[K\e[{(row.Phase is "failed" or "unhealthy" ? 31 : row.Phase is "healthy" or "finished" ? 32 : 33)}m{Line(row)}\e[0m\n"
            );
        _drawn = Rows.Count;
    }

    private string Line(Supervisor row)
    {
        var line = $"{_since.Elapsed.TotalSeconds, 6:0.0} s  {row.Resource.Name, -22} {row.Phase, -10} {row.Note}";
        return _live && line.Length >= Console.WindowWidth ? line[..Math.Max(1, Console.WindowWidth - 1)] : line;
    }
}

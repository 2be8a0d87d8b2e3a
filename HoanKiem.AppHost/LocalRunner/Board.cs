using System.Diagnostics;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace HoanKiem.LocalRunner;

/// <summary>One table of all resources, drawn again on every change; plain lines where the output is not a terminal.</summary>
internal sealed class Board
{
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private IReadOnlyList<Supervisor> _rows = [];
    private bool _live = !Console.IsOutputRedirected;
    private int _drawn;

    public void Show(IReadOnlyList<Supervisor> rows)
    {
        lock (_lock)
        {
            _rows = rows;
            Draw();
        }
    }

    public void Changed(Supervisor row)
    {
        lock (_lock)
            if (_live)
                Draw();
            else if (row.Phase is not Phase.Waiting)
                Console.WriteLine(Line(row));
    }

    public void Say(string text)
    {
        lock (_lock)
        {
            if (_drawn > 0)
                Console.Write($"\e[{_drawn}A\e[J");
            _drawn = 0;
            Console.WriteLine(text);
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
        if (!_live || _rows.Count == 0)
            return;
        if (_drawn > 0)
            Console.Write($"\e[{_drawn}A");
        foreach (var row in _rows)
            Console.Write($"\e[K{Colour(row.Phase)}{Line(row)}\e[0m\n");
        _drawn = _rows.Count;
    }

    private string Line(Supervisor row)
    {
        var line = $"{_since.Elapsed.TotalSeconds, 6:0.0} s  {row.Resource.Name, -22} {row.Phase.ToString().ToLowerInvariant(), -10} {row.Note}";
        return _live && line.Length >= Console.WindowWidth ? line[..Math.Max(1, Console.WindowWidth - 1)] : line;
    }

    private static string Colour(Phase phase) =>
        phase switch
        {
            Phase.Healthy or Phase.Finished => "\e[32m",
            Phase.Failed or Phase.Unhealthy => "\e[31m",
            Phase.Waiting or Phase.Stopped => "\e[2m",
            _ => "\e[33m",
        };
}

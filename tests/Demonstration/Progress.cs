using HoanKiem.WorkingTime;

namespace HoanKiem.Demonstration;

/// <summary>One line that moves on a terminal; a line now and then elsewhere.</summary>
internal sealed class Progress(Tally tally, string morning, int planned)
{
    private readonly bool _moves = !Console.IsOutputRedirected;
    private readonly int _before = tally.EndedCount;
    private DateOnly _shown;

    public void Show(DateTimeOffset now)
    {
        var local = LegalZone.ToLocal(now);
        var day = DateOnly.FromDateTime(local.DateTime);
        if (!_moves && day == _shown)
            return;

        _shown = day;
        var line = FormattableString.Invariant(
            $"{morning}  {local:ddd dd/MM/yyyy HH:mm}  {tally.EndedCount - _before}/{planned} hồ sơ xong (dossiers ended)"
        );
        Console.Write(_moves ? $"\r{line}   " : line + Environment.NewLine);
    }

    public void End()
    {
        if (_moves)
            Console.WriteLine();
    }
}

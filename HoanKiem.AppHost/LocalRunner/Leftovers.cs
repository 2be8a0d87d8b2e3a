namespace HoanKiem.LocalRunner;

/// <summary>What an earlier runner left behind when it was killed with no time to clean up.</summary>
internal static class Leftovers
{
    public static void Remember(string state, string name, int process) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(state, "run")).FullName, name), Mark($"{process}"));

    /// <summary>Waits for them to end, since the kernel has told them to, and kills those that do not.</summary>
    public static async Task Clear(string state, CancellationToken stop)
    {
        foreach (var file in Directory.CreateDirectory(Path.Combine(state, "run")).GetFiles())
        {
            var mark = await File.ReadAllTextAsync(file.FullName, stop);
            var process = mark.Split(' ')[0];
            for (var i = 0; i < 100 && mark == Mark(process); i++)
                await Task.Delay(100, stop);
            if (mark == Mark(process))
                ChildProcess.Send(int.Parse(process, System.Globalization.CultureInfo.InvariantCulture), Signal.KILL);
            file.Delete();
        }
    }

    // Number and start time: the number alone may belong to somebody else by now. A process that waits to be buried counts as gone.
    private static string Mark(string process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
            return fields[0] == "Z" ? "" : $"{process} {fields[19]}";
        }
        catch (IOException)
        {
            return "";
        }
    }
}

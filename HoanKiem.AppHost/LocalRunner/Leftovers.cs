namespace HoanKiem.LocalRunner;

/// <summary>What an earlier runner left behind when it was killed with no time to clean up.</summary>
internal static class Leftovers
{
    public static void Remember(string state, string name, int group) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(state, "run")).FullName, name), $"{group}");

    /// <summary>Waits for them to end, since the kernel has told them to, and kills those that do not.</summary>
    public static async Task Clear(string state, string root, CancellationToken stop)
    {
        var folder = Directory.CreateDirectory(Path.Combine(state, "run"));
        foreach (var file in folder.GetFiles())
        {
            if (int.TryParse(await File.ReadAllTextAsync(file.FullName, stop), out var group))
            {
                for (var i = 0; i < 100 && IsOurs(group, state, root); i++)
                    await Task.Delay(100, stop);
                if (IsOurs(group, state, root))
                    ChildProcess.SendToGroup(group, Signal.KILL);
            }
            file.Delete();
        }
    }

    // The number may belong to somebody else by now: ours have our folders in their command lines or working data.
    private static bool IsOurs(int group, string state, string root)
    {
        if (!ChildProcess.SendToGroup(group, Signal.None))
            return false;
        foreach (var process in Directory.GetDirectories("/proc").Where(d => char.IsDigit(d[6])))
            try
            {
                var fields = File.ReadAllText(process + "/stat").Split(") ")[^1].Split(' ');
                if (fields[0] == "Z" || fields[2] != $"{group}")
                    continue;
                var command = File.ReadAllText(process + "/cmdline");
                if (command.Contains(state) || command.Contains(root) || command.Contains("hoankiem-"))
                    return true;
            }
            catch (IOException) { }
            catch (UnauthorizedAccessException) { }
        return false;
    }
}

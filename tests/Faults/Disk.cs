using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using HoanKiem.Contracts;

namespace HoanKiem.Faults;

/// <summary>
/// A small disk of its own for PostgreSQL (a file system in a file), that can be filled to the last byte and can lose its power: what was
/// not flushed is then gone, as on a machine whose plug was pulled. Needs root and a loop device; without them these faults are skipped.
/// </summary>
internal sealed partial class Disk : IAsyncDisposable
{
    // _IOR('X', 125, __u32), without flushing the journal first.
    private const uint Shutdown = 0x8004587D;
    private const int WithoutFlush = 2;
    private readonly string _image;
    private readonly string _folder;

    private Disk(string image, string folder) => (_image, _folder) = (image, folder);

    private string Filler => Path.Combine(_folder, "filler");

    public static Disk? TryMake(string folder, string state, Action<string> say)
    {
        Directory.CreateDirectory(folder);
        var disk = new Disk(Path.Combine(state, "disk.img"), folder);
        try
        {
            if (!Environment.IsPrivilegedProcess)
                throw new InvalidOperationException("not root");
            using (var image = File.Create(disk._image))
                image.SetLength(4L << 30);
            Run("mkfs.ext4", "-q", "-F", "-m", "0", disk._image);
            disk.Mount();
            return disk;
        }
        catch (Exception failure)
            when (failure is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            say(
                $"no disk of its own (that takes root and a loop device), so no full disk and no power cut: {failure.Message.Trim()}"
            );
            return null;
        }
    }

    /// <summary>Takes away what a run that was killed left mounted.</summary>
    public static void Remove(string folder, string state)
    {
        if (
            File.ReadLines("/proc/self/mounts")
                .Any(line => line.Split(' ')[1].StartsWith(state + "/", StringComparison.Ordinal))
        )
            Run("umount", "--lazy", folder);
    }

    /// <summary>Whether the server's files really are on it.</summary>
    public async Task<bool> Carries(TheSystem system)
    {
        await using var connection = await system.Connect("postgres");
        var data = (string)(await Sql.Value(connection, "show data_directory"))!;
        return data.StartsWith(_folder + "/", StringComparison.Ordinal);
    }

    public async Task<Disk?> GiveUp(Action<string> say)
    {
        say(
            "PostgreSQL may not enter the folder of this clone and keeps its files elsewhere, so no full disk and no power cut"
        );
        await DisposeAsync();
        return null;
    }

    public void Fill()
    {
        // The file system keeps some blocks for itself, so the last ones are found by trying less and less.
        for (var part = new DriveInfo(_folder).AvailableFreeSpace; part >= 4096; part /= 2)
            try
            {
                Run(
                    "fallocate",
                    "--length",
                    part.ToString(CultureInfo.InvariantCulture),
                    $"{Filler}.{part}"
                );
            }
            catch (InvalidOperationException) { }
    }

    public void Empty()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "filler.*").ToList())
            File.Delete(file);
    }

    /// <summary>The disk's power goes, the server with it, and comes back; the caller lets the runner start the server again.</summary>
    public async Task LosePower(TheSystem system)
    {
        system.HoldServers(true);
        try
        {
            PullThePlug();
            for (var tries = 0; ; tries++)
            {
                foreach (var process in system.DatabaseProcesses())
                    Processes.Send(process, Signal.Kill);
                foreach (var process in Users())
                    Processes.Send(process, Signal.Kill);
                try
                {
                    Run("umount", _folder);
                    break;
                }
                catch (InvalidOperationException) when (tries < 100)
                {
                    await Task.Delay(100);
                }
            }
            Mount();
            // What was filled and taken away less than half a minute ago is there again.
            Empty();
        }
        finally
        {
            system.HoldServers(false);
        }
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            Run("umount", "--lazy", _folder);
            File.Delete(_image);
        }
        catch (InvalidOperationException) { }
        return ValueTask.CompletedTask;
    }

    // Nothing goes to the disk by itself before half a minute: what is there was flushed by its owner.
    private void Mount() => Run("mount", "-o", "loop,commit=30", _image, _folder);

    private void PullThePlug()
    {
        using var folder = File.OpenHandle(
            Path.Combine(_folder, "data", "PG_VERSION"),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        var how = WithoutFlush;
        if (Control((int)folder.DangerousGetHandle(), Shutdown, ref how) != 0)
            throw new InvalidOperationException(
                $"The file system cannot lose its power: error {Marshal.GetLastPInvokeError()}."
            );
    }

    private IEnumerable<int> Users() =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Where(process =>
            {
                try
                {
                    return new FileInfo(process + "/cwd").LinkTarget?.StartsWith(
                            _folder,
                            StringComparison.Ordinal
                        ) ?? false;
                }
                catch (IOException)
                {
                    return false;
                }
            })
            .Select(process => int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture));

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program}: {errors}");
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int file, nuint request, ref int argument);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Secrets;

/// <summary>
/// Secrets from files instead of the environment: <c>Secrets:Folder</c> names a folder with one file for each setting, e.g.
/// <c>Identity__MasterKey</c>. A file that other people of the machine can read, that anybody but its owner can change, or that belongs to
/// neither this process's user nor root, is refused at the start; so is a folder in which others could put one.
/// </summary>
internal static class SecretFiles
{
    private const UnixFileMode Open =
        UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute
        | UnixFileMode.GroupWrite;

    private const UnixFileMode ChangedByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public static void Add(WebApplicationBuilder builder)
    {
        if (builder.Configuration["Secrets:Folder"] is not { Length: > 0 } folder)
            return;
        if (Directory.Exists(folder))
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(folder));
        builder.Services.AddSingleton(new StartupCheck(_ => Check(folder)));
    }

    private static void Check(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidOperationException(
                $"Secrets:Folder names {folder}, which is not there."
            );
        if (OperatingSystem.IsWindows())
            return;
        // Where the sticky bit is set, as in a volume of Kubernetes, others cannot change what is there.
        var mode = File.GetUnixFileMode(folder);
        if ((mode & ChangedByOthers) != 0 && (mode & UnixFileMode.StickyBit) == 0)
            throw new InvalidOperationException(
                $"{folder} can be changed by others: give it the mode 0700 or 0750."
            );
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            // A link, as Kubernetes makes them, is as open as what it leads to.
            var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
            if ((File.GetUnixFileMode(target) & Open) != 0)
                throw new InvalidOperationException(
                    $"{file} is open to others: give it the mode 0400, 0600 or 0440."
                );
            if (FileOwner.Of(target) is { } owner && owner != 0 && owner != FileOwner.Self)
                throw new InvalidOperationException(
                    $"{file} belongs to another user: give it to the user of this process, or to root."
                );
        }
    }
}

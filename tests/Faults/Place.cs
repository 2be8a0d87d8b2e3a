namespace HoanKiem.Faults;

/// <summary>Where the repository is.</summary>
internal static class Place
{
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HoanKiem.slnx")))
            folder =
                folder.Parent
                ?? throw new InvalidOperationException("The harness runs inside the repository.");
        return folder.FullName;
    }
}

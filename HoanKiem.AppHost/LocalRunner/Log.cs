namespace HoanKiem.LocalRunner;

/// <summary>The output of one resource in <c>logs/NAME.log</c>; what the run before wrote is kept beside it.</summary>
internal sealed class Log
{
    private readonly string _path;
    private readonly Stream? _echo;

    public Log(string folder, string name, Stream? echo = null)
    {
        _path = Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".log");
        _echo = echo;
        if (File.Exists(_path))
            File.Move(_path, _path + ".1", overwrite: true);
    }

    public async Task Copy(Stream output)
    {
        var buffer = new byte[8192];
        for (int read; (read = await output.ReadAsync(buffer)) > 0; )
            lock (_path)
            {
                File.AppendAllBytes(_path, buffer.AsSpan(0, read));
                _echo?.Write(buffer, 0, read);
                _echo?.Flush();
            }
    }

    public string LastLines(int count) => File.Exists(_path) ? string.Join('\n', File.ReadLines(_path).TakeLast(count).Select(l => "    " + l)) : "";
}

using QRCoder;
using SkiaSharp;

namespace HoanKiem.Dossiers.Reception;

/// <summary>Sheets of A5, upright, black on white, written from top to bottom.</summary>
internal sealed class Sheet : IDisposable
{
    /// <summary>Points: A5 is 148 mm by 210 mm.</summary>
    public const float Width = 419.53f;

    /// <summary>White on all sides.</summary>
    public const float Margin = 28;

    /// <summary>Width that is written on.</summary>
    public const float Space = Width - 2 * Margin;

    private const float Height = 595.28f;

    private readonly SKDocument _document;
    private readonly SKPaint _ink = new() { Color = SKColors.Black, IsAntialias = true };
    private SKCanvas _canvas;

    /// <summary>Begins the first sheet.</summary>
    public Sheet(SKDocument document)
    {
        _document = document;
        _canvas = document.BeginPage(Width, Height);
        Y = Margin + 6;
    }

    /// <summary>Upright letters that have every Vietnamese accent.</summary>
    public static SKTypeface Regular { get; } = Face("Roboto-Regular.ttf");

    /// <summary>The same, bold.</summary>
    public static SKTypeface Bold { get; } = Face("Roboto-Bold.ttf");

    /// <summary>Where the next line stands.</summary>
    public float Y { get; set; }

    /// <inheritdoc />
    public void Dispose() => _ink.Dispose();

    /// <summary>A square code at the left margin.</summary>
    public void Square(string text, float size)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var module = size / rows.Count;
        // Edges must not be blurred, or a reader measures wrong widths.
        _ink.IsAntialias = false;
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows.Count; column++)
            {
                if (rows[row][column])
                    _canvas.DrawRect(
                        Margin + column * module,
                        Y + row * module,
                        module,
                        module,
                        _ink
                    );
            }
        }

        _ink.IsAntialias = true;
    }

    /// <summary>A label and what belongs to it; nothing where there is nothing.</summary>
    public void Line(string label, string? value, SKTypeface? face = null)
    {
        if (string.IsNullOrWhiteSpace(value))
            return;
        using var plain = Sized(Regular, 8.5f);
        using var font = Sized(face ?? Regular, 8.5f);
        var indent = plain.MeasureText(label);
        var first = true;
        foreach (var written in Wrap(value, font, Space, indent))
        {
            Room(11.5f);
            if (first)
                _canvas.DrawText(label, Margin, Y, plain, _ink);
            _canvas.DrawText(written, Margin + (first ? indent : 0), Y, font, _ink);
            Y += 11.5f;
            first = false;
        }
    }

    /// <summary>A row of the table of papers.</summary>
    public void Row(string position, string name, string originals, string copies, SKTypeface face)
    {
        const float Name = Margin + 24;
        const float Originals = Margin + Space - 88;
        using var font = Sized(face, 8);
        var lines = Wrap(name, font, Originals - Name - 8, 0);
        var height = lines.Count * 10.5f + 4;
        Room(height);
        using var rule = new SKPaint
        {
            StrokeWidth = 0.5f,
            Style = SKPaintStyle.Stroke,
            IsAntialias = true,
        };
        var top = Y - 8.5f;
        _canvas.DrawRect(Margin, top, Space, height, rule);
        foreach (var x in new[] { Name - 4, Originals - 4, Originals + 46 })
            _canvas.DrawLine(x, top, x, top + height, rule);
        _canvas.DrawText(position, Margin + 4, Y + 1, font, _ink);
        _canvas.DrawText(originals, Originals, Y + 1, font, _ink);
        _canvas.DrawText(copies, Originals + 50, Y + 1, font, _ink);
        for (var i = 0; i < lines.Count; i++)
            _canvas.DrawText(lines[i], Name, Y + 1 + i * 10.5f, font, _ink);
        Y += height;
    }

    /// <summary>A new page when so much does not fit on this one.</summary>
    public void Room(float height)
    {
        if (Y + height <= Height - Margin)
            return;
        _document.EndPage();
        _canvas = _document.BeginPage(Width, Height);
        Y = Margin + 6;
    }

    /// <summary>One line at a place.</summary>
    public void Text(string text, float x, float y, SKTypeface face, float size)
    {
        using var font = Sized(face, size);
        _canvas.DrawText(text, x, y, font, _ink);
    }

    /// <summary>One line around a place, made smaller until it fits.</summary>
    public void Centred(string text, float x, float y, SKTypeface face, float size, float space)
    {
        using var font = Sized(face, size);
        if (font.MeasureText(text) is var width && width > space)
            font.Size = size * space / width;
        _canvas.DrawText(text, x, y, SKTextAlign.Center, font, _ink);
    }

    private static List<string> Wrap(string text, SKFont font, float space, float indent)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && font.MeasureText(longer) > space - indent)
            {
                lines.Add(line);
                (line, indent) = (word, 0);
            }
            else
            {
                line = longer;
            }
        }

        lines.Add(line);
        return lines;
    }

    // Widths of letters as the font has them, not rounded to the pixels of a screen.
    private static SKFont Sized(SKTypeface face, float size) =>
        new(face, size)
        {
            Subpixel = true,
            LinearMetrics = true,
            Hinting = SKFontHinting.None,
        };

    private static SKTypeface Face(string name)
    {
        using var stream = typeof(Sheet).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(stream);
    }
}

using System.Globalization;
using QRCoder;
using SkiaSharp;

namespace HoanKiem.Postal.Labels;

/// <summary>What stands on a label.</summary>
/// <param name="Waybill">Item number, also as barcode.</param>
/// <param name="WaybillForPeople">The same in groups.</param>
/// <param name="QrText">What the square code says.</param>
/// <param name="DossierLabel">Number of the dossier.</param>
/// <param name="Carrier">Name of the carrier.</param>
/// <param name="SenderName">Agency that sends.</param>
/// <param name="SenderAddress">Its address, where known.</param>
/// <param name="RecipientName">Addressee.</param>
/// <param name="RecipientPhone">Phone of the addressee.</param>
/// <param name="RecipientAddress">Address as written by the citizen.</param>
/// <param name="CashOnDelivery">Whole đồng to collect at the door.</param>
/// <param name="CreatedOn">Local date.</param>
internal sealed record LabelText(
    string Waybill,
    string WaybillForPeople,
    string QrText,
    string DossierLabel,
    string Carrier,
    string SenderName,
    string? SenderAddress,
    string RecipientName,
    string? RecipientPhone,
    string RecipientAddress,
    long CashOnDelivery,
    DateOnly CreatedOn
);

/// <summary>Draws the label of a parcel (nhãn bưu gửi): one page A6, upright, black on white, for any thermal printer.</summary>
internal static class LabelPdf
{
    // Points: A6 is 105 mm by 148 mm.
    private const float Width = 297.64f;
    private const float Height = 419.53f;
    private const float Margin = 14;

    private static readonly CultureInfo Vietnamese = CultureInfo.GetCultureInfo("vi-VN");
    private static readonly SKTypeface Regular = Font("Roboto-Regular.ttf");
    private static readonly SKTypeface Bold = Font("Roboto-Bold.ttf");

    /// <summary>The label as a PDF document.</summary>
    public static byte[] Draw(LabelText label)
    {
        using var output = new MemoryStream();
        var about = new SKDocumentPdfMetadata
        {
            Title = "Nhãn bưu gửi " + label.Waybill,
            Creator = "Hoàn Kiếm one-stop",
            RasterDpi = 300,
        };
        using (var document = SKDocument.CreatePdf(output, about))
        {
            Draw(document.BeginPage(Width, Height), label);
            document.EndPage();
            document.Close();
        }

        return output.ToArray();
    }

    private static void Draw(SKCanvas canvas, LabelText label)
    {
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        using var line = new SKPaint
        {
            Color = SKColors.Black,
            StrokeWidth = 0.8f,
            Style = SKPaintStyle.Stroke,
        };
        canvas.Clear(SKColors.White);

        var y = Margin + 12;
        Text(canvas, ink, label.Carrier, Margin, y, Bold, 12, Width - 2 * Margin);
        y = Paragraph(canvas, ink, "BƯU CHÍNH CÔNG ÍCH · Trả kết quả hồ sơ", y + 13, Regular, 9, 1);
        canvas.DrawLine(Margin, y - 4, Width - Margin, y - 4, line);

        y = Paragraph(canvas, ink, "Người gửi / From", y + 8, Regular, 7, 1);
        y = Paragraph(canvas, ink, label.SenderName, y + 3, Bold, 10, 2);
        if (label.SenderAddress is { } address)
            y = Paragraph(canvas, ink, address, y, Regular, 9, 2);
        canvas.DrawLine(Margin, y - 5, Width - Margin, y - 5, line);

        y = Paragraph(canvas, ink, "Người nhận / To", y + 8, Regular, 7, 1);
        y = Paragraph(canvas, ink, label.RecipientName, y + 7, Bold, 14, 2);
        if (label.RecipientPhone is { } phone)
            y = Paragraph(canvas, ink, "ĐT " + phone, y, Regular, 11, 1);
        Paragraph(canvas, ink, label.RecipientAddress, y + 1, Regular, 11, 4);

        canvas.DrawLine(Margin, 244, Width - Margin, 244, line);
        Square(canvas, ink, label.QrText, Margin, 252, 76);
        Facts(canvas, ink, label);
        Barcode(canvas, ink, label.Waybill, 340, 46);
        using var font = Sized(Bold, 13);
        canvas.DrawText(label.WaybillForPeople, Width / 2, 402, SKTextAlign.Center, font, ink);
    }

    private static void Facts(SKCanvas canvas, SKPaint ink, LabelText label)
    {
        const float Left = Margin + 88;
        const float Space = Width - Margin - Left;
        Text(canvas, ink, "Mã hồ sơ / Dossier", Left, 260, Regular, 7, Space);
        Text(canvas, ink, label.DossierLabel, Left, 272, Bold, 11, Space);
        Text(canvas, ink, "Thu hộ (COD)", Left, 288, Regular, 7, Space);
        var cash = label.CashOnDelivery.ToString("#,0", Vietnamese) + " đ";
        Text(canvas, ink, cash, Left, 301, Bold, 12, Space);
        Text(canvas, ink, "Ngày / Date", Left, 316, Regular, 7, Space);
        var day = label.CreatedOn.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
        Text(canvas, ink, day, Left, 327, Regular, 10, Space);
    }

    private static void Barcode(SKCanvas canvas, SKPaint ink, string text, float top, float height)
    {
        var widths = Code128.Widths(text);
        // Ten modules of quiet zone on each side belong to the symbol.
        var module = Math.Min(1.4f, (Width - 8) / (widths.Sum() + 20));
        var x = (Width - module * widths.Sum()) / 2;
        // Edges must not be blurred, or a reader measures wrong widths.
        ink.IsAntialias = false;
        for (var i = 0; i < widths.Count; i++)
        {
            if (i % 2 == 0)
                canvas.DrawRect(x, top, widths[i] * module, height, ink);
            x += widths[i] * module;
        }

        ink.IsAntialias = true;
    }

    private static void Square(
        SKCanvas canvas,
        SKPaint ink,
        string text,
        float x,
        float y,
        float size
    )
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var module = size / rows.Count;
        ink.IsAntialias = false;
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows.Count; column++)
            {
                if (rows[row][column])
                    canvas.DrawRect(x + column * module, y + row * module, module, module, ink);
            }
        }

        ink.IsAntialias = true;
    }

    // One line, made smaller until it fits.
    private static void Text(
        SKCanvas canvas,
        SKPaint ink,
        string text,
        float x,
        float y,
        SKTypeface face,
        float size,
        float space
    )
    {
        using var font = Sized(face, size);
        if (font.MeasureText(text) is var width && width > space)
            font.Size = size * space / width;
        canvas.DrawText(text, x, y, font, ink);
    }

    // Several lines, made smaller until they are few enough; returns where the next line stands.
    private static float Paragraph(
        SKCanvas canvas,
        SKPaint ink,
        string text,
        float y,
        SKTypeface face,
        float size,
        int most
    )
    {
        using var font = Sized(face, size);
        var lines = Wrap(text, font);
        while (lines.Count > most && font.Size > 5)
        {
            font.Size -= 0.5f;
            lines = Wrap(text, font);
        }

        foreach (var written in lines)
        {
            canvas.DrawText(written, Margin, y, font, ink);
            y += font.Size * 1.25f;
        }

        return y;
    }

    private static List<string> Wrap(string text, SKFont font)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && font.MeasureText(longer) > Width - 2 * Margin)
            {
                lines.Add(line);
                line = word;
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

    private static SKTypeface Font(string name)
    {
        using var stream = typeof(LabelPdf).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(stream);
    }
}

using System.Diagnostics;
using HoanKiem.Postal.Labels;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace HoanKiem.Postal.Tests.Labels;

/// <summary>The label is printed, looked at and scanned by programs that are not ours: PdfPig, pdftoppm and zbarimg.</summary>
public sealed class LabelPdfTests
{
    private static readonly LabelText Label = new(
        Waybill: "EK123456785VN",
        WaybillForPeople: "EK 12345678 5 VN",
        QrText: "HK1;EK123456785VN;0190c0ffee0070008000000000000001",
        DossierLabel: "H26.61-20261123-0001",
        Carrier: "Bưu điện Việt Nam (VNPost)",
        SenderName: "Ủy ban nhân dân phường Hoàn Kiếm, thành phố Hà Nội",
        SenderAddress: "126 Hàng Trống, phường Hoàn Kiếm, Hà Nội",
        RecipientName: "Nguyễn Thị Thử Nghiệm Đặng Quỳnh Như",
        RecipientPhone: "0900 000 001",
        RecipientAddress: "Số 12, ngõ 34 phố Hàng Bạc, phường Hoàn Kiếm, thành phố Hà Nội",
        CashOnDelivery: 25_000,
        CreatedOn: new DateOnly(2026, 11, 23)
    );

    [Fact]
    public void The_text_can_be_read_back_with_every_accent()
    {
        using var pdf = PdfDocument.Open(LabelPdf.Draw(Label));

        var page = Assert.Single(pdf.GetPages());
        var words = ContentOrderTextExtractor.GetText(page).Normalize().ReplaceLineEndings(" ");
        Assert.Equal((298, 420), ((int)Math.Round(page.Width), (int)Math.Round(page.Height)));
        Assert.Contains(Label.RecipientName, words, StringComparison.Ordinal);
        Assert.Contains("Ủy ban nhân dân phường Hoàn Kiếm", words, StringComparison.Ordinal);
        Assert.Contains("EK 12345678 5 VN", words, StringComparison.Ordinal);
        Assert.Contains("25.000 đ", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rendered_codes_can_be_scanned()
    {
        var scanned = await Scan(LabelPdf.Draw(Label));

        Assert.Contains("CODE-128:EK123456785VN", scanned);
        Assert.Contains("QR-Code:" + Label.QrText, scanned);
    }

    [Fact]
    public async Task A_very_long_address_leaves_the_codes_readable()
    {
        var address = string.Join(", ", Enumerable.Repeat(Label.RecipientAddress, 6));

        var scanned = await Scan(LabelPdf.Draw(Label with { RecipientAddress = address }));

        Assert.Contains("CODE-128:EK123456785VN", scanned);
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("AB1234")]
    [InlineData("123456AB1")]
    [InlineData("Hoan Kiem ~!")]
    [InlineData("1A2B3C44444D")]
    public async Task Barcodes_of_any_ascii_can_be_scanned(string text) =>
        Assert.Contains(
            "CODE-128:" + text,
            await Scan(LabelPdf.Draw(Label with { Waybill = text }))
        );

    private static async Task<string[]> Scan(byte[] pdf)
    {
        var folder = Directory.CreateTempSubdirectory("label-");
        try
        {
            var file = Path.Combine(folder.FullName, "label");
            await File.WriteAllBytesAsync(
                file + ".pdf",
                pdf,
                TestContext.Current.CancellationToken
            );
            await Run("pdftoppm", "-r", "203", "-png", "-singlefile", file + ".pdf", file);
            if (Environment.GetEnvironmentVariable("HOANKIEM_KEEP_LABEL") is { Length: > 0 } keep)
                File.Copy(file + ".png", keep, overwrite: true);
            return (await Run("zbarimg", "--quiet", file + ".png")).Split('\n');
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}

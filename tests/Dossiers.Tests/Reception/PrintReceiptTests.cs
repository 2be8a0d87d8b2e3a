using System.Diagnostics;
using System.Net;
using HoanKiem.Testing;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace HoanKiem.Dossiers.Tests.Reception;

/// <summary>The receipt is printed, looked at and scanned by programs that are not ours: PdfPig, pdftoppm and zbarimg.</summary>
public sealed class PrintReceiptTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Fact]
    public async Task The_receipt_has_the_words_of_the_form_with_every_accent()
    {
        await _given.Accepted();
        var answer = await _given.Clerk.Get($"/v1/dossiers/{_given.Id}/receipt.pdf");
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        using var pdf = PdfDocument.Open(await Bytes(answer));
        var page = Assert.Single(pdf.GetPages());
        Assert.Equal((420, 595), ((int)Math.Round(page.Width), (int)Math.Round(page.Height)));
        var words = ContentOrderTextExtractor.GetText(page).Normalize().ReplaceLineEndings(" ");
        foreach (
            var expected in new[]
            {
                "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
                _given.Number,
                "Nguyễn Thị Hòa",
                "Tờ khai",
                "17 giờ 00 phút, ngày 27/11/2026",
                "không tính 23/11, 24/11",
                _given.LookUpCode,
            }
        )
            Assert.Contains(expected, words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_square_code_says_where_to_look_and_no_code_of_the_citizen()
    {
        await _given.Accepted();
        var scanned = await Scan(
            await Bytes(await _given.Clerk.Get($"/v1/dossiers/{_given.Id}/receipt.pdf"))
        );
        Assert.Equal("QR-Code:http://localhost:8080/tra-cuu", scanned.Trim());
    }

    [Fact]
    public async Task Without_a_receipt_nothing_is_printed_and_others_see_nothing()
    {
        await _given.Submitted();
        var path = $"/v1/dossiers/{_given.Id}/receipt.pdf";
        await (await _given.Clerk.Get(path)).ShouldBeRefused("no-receipt", 422);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await app.Officer("clerk-of-cua-nam", "cua-nam").Get(path)).StatusCode
        );
    }

    private static Task<byte[]> Bytes(HttpResponseMessage answer) =>
        answer
            .EnsureSuccessStatusCode()
            .Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

    private static async Task<string> Scan(byte[] pdf)
    {
        var folder = Directory.CreateTempSubdirectory("receipt-");
        try
        {
            var file = Path.Combine(folder.FullName, "receipt");
            await File.WriteAllBytesAsync(
                file + ".pdf",
                pdf,
                TestContext.Current.CancellationToken
            );
            await Run("pdftoppm", "-r", "203", "-png", "-singlefile", file + ".pdf", file);
            if (Environment.GetEnvironmentVariable("HOANKIEM_KEEP_RECEIPT") is { Length: > 0 } keep)
                File.Copy(file + ".png", keep, overwrite: true);
            return await Run("zbarimg", "--quiet", file + ".png");
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

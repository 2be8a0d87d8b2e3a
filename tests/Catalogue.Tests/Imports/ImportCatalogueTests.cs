using System.IO.Compression;
using System.Net;
using System.Text;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Testing;

namespace HoanKiem.Catalogue.Tests.Imports;

public sealed class ImportCatalogueTests(CatalogueApp app) : IClassFixture<CatalogueApp>
{
    [Fact]
    public async Task The_same_files_again_change_nothing_and_tell_nothing()
    {
        var before = (await app.Events()).Count;
        for (var i = 0; i < 2; i++)
        {
            var done = await (await Send(Zip())).Body();
            Assert.Equal(
                0,
                done.GetProperty("procedures").GetInt32()
                    + done.GetProperty("agencies").GetInt32()
                    + done.GetProperty("calendars").GetInt32()
            );
        }

        Assert.Equal(before, (await app.Events()).Count);
    }

    [Fact]
    public async Task Only_what_changed_is_told()
    {
        var before = (await app.Events("procedure/2.000815")).Count;
        var all = (await app.Events()).Count;
        var done = await (
            await Send(
                Zip(
                    (
                        "fees.csv",
                        text =>
                            text.Replace(
                                "page,2000,2,1000,200000",
                                "page,2200,2,1100,200000",
                                StringComparison.Ordinal
                            )
                    )
                )
            )
        ).Body();
        Assert.Equal(3, done.GetProperty("procedures").GetInt32());

        var told = (await app.Events("procedure/2.000815"))
            .Skip(before)
            .Select(e => e.As<ProcedurePublished>())
            .ToArray();
        Assert.Equal(3, told.Length);
        Assert.All(told, e => Assert.Equal(2200, Assert.Single(e.Fees).Amount));
        Assert.Equal(all + 3, (await app.Events()).Count);
        Assert.Equal(
            2200,
            (await app.Get("/v1/procedures/2.000815"))
                .GetProperty("content")
                .GetProperty("fees")[0]
                .GetProperty("amount")
                .GetInt64()
        );

        await (await Send(Zip())).Body();
        Assert.Equal(
            2000,
            (await app.Get("/v1/procedures/2.000815"))
                .GetProperty("content")
                .GetProperty("fees")[0]
                .GetProperty("amount")
                .GetInt64()
        );
    }

    [Theory]
    [InlineData("procedures.csv", "1.004222,Đăng ký thường trú", "1.004222,", "name")]
    [InlineData(
        "procedures.csv",
        "1.004222,Đăng ký thường trú",
        "1.00422,Đăng ký thường trú",
        "code"
    )]
    [InlineData(
        "procedures.csv",
        ",7,working_day,,yes,,residence",
        ",0,working_day,,yes,,residence",
        "limit_value"
    )]
    [InlineData(
        "procedures.csv",
        ",7,working_day,,yes,,residence",
        ",7,weeks,,yes,,residence",
        "limit_unit"
    )]
    [InlineData(
        "procedures.csv",
        ",7,working_day,,yes,,residence",
        ",7,working_day,,yes,,nowhere",
        "route"
    )]
    [InlineData("papers.csv", "2.000815,01,", "9.999999,01,", "code")]
    [InlineData(
        "routes.csv",
        "one-agency,examine,Thẩm định hồ sơ,Examine the dossier,examine,competent,ours,,,,no",
        "one-agency,examine,Thẩm định hồ sơ,Examine the dossier,examine,competent,ours,,,sign,no",
        "after"
    )]
    [InlineData(
        "agencies.csv",
        "hoan-kiem,ward,UBND phường Hoàn Kiếm,00070",
        "hoan-kiem,ward,UBND phường Hoàn Kiếm,00082",
        "unit_code"
    )]
    [InlineData("agency_succession.csv", "hang-bac,hoan-kiem", "hang-bac,atlantis", "successor")]
    [InlineData("calendar.csv", "2026-11-24,holiday", "2026-11-31,holiday", "date")]
    [InlineData("calendar.csv", "2026-11-24,holiday", "2026-09-02,holiday", "date")]
    [InlineData("calendar.csv", "hanoi-2016-2026.1,2026-11-24", "other,2026-11-24", "version")]
    [InlineData("hours.csv", "clock,mon-fri,13:00,17:00", "clock,mon-fri,17:00,13:00", "closes")]
    [InlineData("fees.csv", "page,2000,2", "page,two,2", "amount")]
    public async Task One_bad_row_and_nothing_is_imported(
        string file,
        string good,
        string bad,
        string member
    )
    {
        var before = (await app.Events()).Count;
        // Something good to import beside the bad row.
        var zip = Zip(
            (file, text => Replaced(text, good, bad)),
            ("historic_figures.csv", text => text + "\n")
        );
        var problem = await (await Send(zip)).ShouldBeRefused("import-refused", 422);

        var first = problem
            .GetProperty("problems")
            .EnumerateArray()
            .First(p => p.GetProperty("file").GetString() == file);
        Assert.Equal(member, first.GetProperty("member").GetString());
        Assert.Contains(
            bad.Split(',', StringSplitOptions.RemoveEmptyEntries)[^1],
            await Line(
                file,
                Replaced(await Seed(file), good, bad),
                first.GetProperty("line").GetInt32()
            ),
            StringComparison.Ordinal
        );
        Assert.NotEqual("", first.GetProperty("vi").GetString());
        Assert.Equal(before, (await app.Events()).Count);
    }

    [Fact]
    public async Task A_text_that_is_not_NFC_is_refused_with_its_line()
    {
        var problem = await (
            await Send(
                Zip(
                    (
                        "procedures.csv",
                        text =>
                            text.Replace(
                                "Chứng thực di chúc",
                                "Chứng thực di chúc".Normalize(NormalizationForm.FormD),
                                StringComparison.Ordinal
                            )
                    )
                )
            )
        ).ShouldBeRefused("import-refused", 422);
        Assert.Equal(
            "invalid-text",
            problem.GetProperty("problems")[0].GetProperty("code").GetString()
        );
        Assert.True(problem.GetProperty("problems")[0].GetProperty("line").GetInt32() > 1);
    }

    [Fact]
    public async Task A_published_calendar_never_changes_under_its_name()
    {
        var problem = await (
            await Send(
                Zip(
                    (
                        "calendar.csv",
                        text =>
                            text.Replace(
                                "hanoi-2016-2026.1,2026-11-24,holiday,\"Ngày Văn hóa Việt Nam",
                                "hanoi-2016-2026.1,2026-11-24,swap_off,\"Ngày Văn hóa Việt Nam",
                                StringComparison.Ordinal
                            )
                    )
                )
            )
        ).ShouldBeRefused("import-refused", 422);
        Assert.Equal(
            "published",
            problem.GetProperty("problems")[0].GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_new_edition_of_the_calendar_becomes_the_one_that_counts()
    {
        using var own = new CatalogueApp();
        await own.InitializeAsync();
        try
        {
            var client = own.Administrator();
            var answer = await Send(
                Zip(
                    ("calendars.csv", Renamed),
                    (
                        "calendar.csv",
                        text =>
                            Renamed(text)
                            + "hanoi-2016-2026.2,2026-11-25,holiday,Ngày nghỉ thử,low\n"
                    )
                ),
                client
            );
            Assert.Equal(1, (await answer.Body()).GetProperty("calendars").GetInt32());
            var due = await own.Get(
                "/v1/working-time/due-date?agency=hoan-kiem&from=2026-11-23T09:00:00%2B07:00&limit=1&unit=working_day"
            );
            Assert.Equal(
                ("2026-11-26T17:00:00+07:00", "hanoi-2016-2026.2"),
                (
                    due.GetProperty("dueAt").GetString(),
                    due.GetProperty("calendarVersion").GetString()
                )
            );
            Assert.Equal([1L, 2L], (await own.Events("calendar/hanoi")).Select(e => e.Sequence));
            Assert.Equal(
                161,
                (await own.Get("/v1/calendars/hanoi-2016-2026.1"))
                    .GetProperty("days")
                    .GetArrayLength()
            );
        }
        finally
        {
            await own.DisposeAsync();
        }

        static string Renamed(string text) =>
            text.Replace("hanoi-2016-2026.1", "hanoi-2016-2026.2", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_ZIP_or_lacks_files_is_refused()
    {
        Assert.Equal(
            "archive",
            (await (await Send("no zip"u8.ToArray())).ShouldBeRefused("import-refused", 422))
                .GetProperty("problems")[0]
                .GetProperty("code")
                .GetString()
        );
        Assert.Contains(
            (await (await Send(Zip(("fees.csv", _ => "")))).ShouldBeRefused("import-refused", 422))
                .GetProperty("problems")
                .EnumerateArray(),
            p => p.GetProperty("code").GetString() == "columns"
        );
    }

    [Fact]
    public async Task Only_an_administrator_may_import_and_only_with_a_key()
    {
        await (await Send(Zip(), app.Anyone())).ShouldBeRefused("unauthenticated", 401);
        await (await Send(Zip(), app.Citizen())).ShouldBeRefused("forbidden", 403);
        await (await Send(Zip(), app.Officer("clerk-1", "hoan-kiem"))).ShouldBeRefused(
            "forbidden",
            403
        );
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/imports")
        {
            Content = new ByteArrayContent(Zip())
            {
                Headers = { { "Content-Type", "application/zip" } },
            },
        };
        await (await app.Administrator().SendAsync(request)).ShouldBeRefused(
            "idempotency-key-required",
            400
        );
    }

    private Task<HttpResponseMessage> Send(byte[] zip, HttpClient? client = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/imports")
        {
            Content = new ByteArrayContent(zip)
            {
                Headers = { { "Content-Type", "application/zip" } },
            },
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return (client ?? app.Administrator()).SendAsync(request);
    }

    private static byte[] Zip(params (string File, Func<string, string> Change)[] changes)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var path in Directory.EnumerateFiles(CatalogueApp.SeedFolder, "*.csv").Order())
            {
                var text = changes
                    .Where(change => change.File == Path.GetFileName(path))
                    .Aggregate(File.ReadAllText(path), (before, change) => change.Change(before));
                using var entry = archive.CreateEntry(Path.GetFileName(path)).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return buffer.ToArray();
    }

    private static Task<string> Seed(string file) =>
        File.ReadAllTextAsync(Path.Combine(CatalogueApp.SeedFolder, file));

    private static Task<string> Line(string file, string text, int line) =>
        Task.FromResult(
            text.Split('\n').ElementAtOrDefault(line - 1)
                ?? throw new InvalidOperationException($"{file} has no line {line}")
        );

    private static string Replaced(string text, string good, string bad)
    {
        Assert.Contains(good, text, StringComparison.Ordinal);
        return text.Replace(good, bad, StringComparison.Ordinal);
    }
}

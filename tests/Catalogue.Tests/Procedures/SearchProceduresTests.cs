using System.Globalization;
using System.Text;
using System.Text.Json;
using HoanKiem.Testing;

namespace HoanKiem.Catalogue.Tests.Procedures;

[Collection(nameof(SeededCatalogue))]
public sealed class SearchProceduresTests(SeededCatalogue app)
{
    public static TheoryData<string, string, string> Golden()
    {
        var data = new TheoryData<string, string, string>();
        foreach (
            var cells in File.ReadLines(
                    Path.Combine(AppContext.BaseDirectory, "Procedures", "search-golden.csv")
                )
                .Skip(1)
                .Select(line => line.Split(','))
        )
            data.Add(cells[0], cells[1], cells[2]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public async Task The_first_answer_is_the_right_one_however_it_is_typed(
        string on,
        string query,
        string first
    )
    {
        foreach (
            var typed in new[]
            {
                query,
                query.ToUpper(CultureInfo.InvariantCulture),
                query.Normalize(NormalizationForm.FormD),
                WithoutAccents(query),
                "  " + query.Replace(" ", "  ", StringComparison.Ordinal),
            }
        )
            Assert.Equal(first, await First(on, typed));
    }

    [Theory]
    [InlineData("chung thuc ban sao tu ban chihn", "2.000815")]
    [InlineData("chung thuc ban saoo tu ban chinh", "2.000815")]
    [InlineData("tinh trang hon nhn", "1.004873")]
    [InlineData("xác nhận tình trạg hôn nhân", "1.004873")]
    [InlineData("chung thucdi chuc", "2.001019")]
    [InlineData("dang ki ket hon", "1.000894")]
    public async Task One_typing_mistake_is_forgiven(string query, string first) =>
        Assert.Equal(first, await First("2019-05-14", query));

    [Fact]
    public async Task What_is_written_with_the_same_accents_comes_first()
    {
        var found = await app.Get(
            "/v1/procedures?on=2019-05-14&limit=100&q=" + Uri.EscapeDataString("bán")
        );
        var matches = found
            .GetProperty("items")
            .EnumerateArray()
            .Select(i => i.GetProperty("match").GetString())
            .ToList();
        Assert.Equal("exact", matches[0]);
        Assert.Contains("folded", matches);
        Assert.Equal(matches.OrderBy(m => m == "exact" ? 0 : 1), matches);
        Assert.Contains(
            "bán",
            found.GetProperty("items")[0].GetProperty("name").GetString(),
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public async Task Both_places_of_the_tone_are_the_same_word()
    {
        Assert.Equal(
            await First("2019-05-14", "công nhận hòa giải viên"),
            await First("2019-05-14", "công nhận hoà giải viên")
        );
        var found = await app.Get(
            "/v1/procedures?on=2019-05-14&q=" + Uri.EscapeDataString("hoà giải viên")
        );
        Assert.Equal("exact", found.GetProperty("items")[0].GetProperty("match").GetString());
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        var codes = new List<string>();
        string? cursor = null;
        do
        {
            var page = await app.Get(
                $"/v1/procedures?on=2026-11-23&limit=50{(cursor is null ? "" : "&cursor=" + cursor)}"
            );
            codes.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(item => item.GetProperty("code").GetString()!)
            );
            cursor = page.GetProperty("next").GetString();
            Assert.Equal(315, page.GetProperty("count").GetInt64());
        } while (cursor is not null);
        Assert.Equal(315, codes.Distinct().Count());
        Assert.Equal(315, codes.Count);
    }

    [Fact]
    public async Task The_district_has_procedures_until_its_last_day_and_none_after()
    {
        Assert.True(
            (await app.Get("/v1/procedures?on=2025-06-30&level=district"))
                .GetProperty("count")
                .GetInt64() > 40
        );
        Assert.Equal(
            0,
            (await app.Get("/v1/procedures?on=2025-07-01&level=district"))
                .GetProperty("count")
                .GetInt64()
        );
    }

    [Fact]
    public async Task Nothing_found_is_an_empty_list()
    {
        foreach (var query in new[] { "zzzz qqqq", "---", "\ud800", "%", "một hai ba bốn năm sáu" })
        {
            var found = await app.Get("/v1/procedures?q=" + Uri.EscapeDataString(query));
            Assert.Empty(found.GetProperty("items").EnumerateArray());
            Assert.Equal(JsonValueKind.Null, found.GetProperty("next").ValueKind);
        }
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("on=2026-13-01", "on")]
    [InlineData("level=province", "level")]
    public async Task A_bad_question_names_the_member_at_fault(string query, string member) =>
        await (await app.Anyone().GetAsync("/v1/procedures?" + query)).ShouldBeRefused(
            "invalid-members",
            400,
            member
        );

    private async Task<string?> First(string on, string query)
    {
        var found = await app.Get(
            $"/v1/procedures?limit=3&on={on}&q={Uri.EscapeDataString(query)}"
        );
        return found
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("code").GetString())
            .FirstOrDefault();
    }

    private static string WithoutAccents(string text) =>
        string.Concat(
                text.Normalize(NormalizationForm.FormD)
                    .Where(c =>
                        CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark
                    )
            )
            .Replace('đ', 'd')
            .Replace('Đ', 'D');
}

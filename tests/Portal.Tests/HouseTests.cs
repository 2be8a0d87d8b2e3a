using System.Net;
using HoanKiem.Portal.Backend;

namespace HoanKiem.Portal.Tests;

/// <summary>What holds for every page and for the gateway.</summary>
public sealed class HouseTests(Site site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/thu-tuc")]
    [InlineData("/tra-cuu")]
    [InlineData("/dang-nhap")]
    [InlineData("/tai-khoan")]
    [InlineData("/connect/sign-out")]
    [InlineData("/connect/authorize?client_id=nobody")]
    [InlineData("/khong-co-trang-nay")]
    public async Task Every_page_allows_no_script_no_frame_no_guessing_and_is_not_kept(string page)
    {
        using var client = site.Client();
        using var answer = await client.GetAsync(page, Ct);

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'self';", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("script-src", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task The_style_sheet_is_kept_for_a_year_under_its_fingerprint()
    {
        using var client = site.Client();
        var page = await client.GetStringAsync("/", Ct);
        var address = page.Split('"')
            .Single(part => part.StartsWith("/portal.css?v=", StringComparison.Ordinal));
        using var answer = await client.GetAsync(address, Ct);

        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl?.MaxAge);
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_a_page_in_words()
    {
        using var client = site.Client();
        using var answer = await client.GetAsync("/khong-co-trang-nay", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Không có trang này", await answer.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task The_gateway_opens_the_services_but_not_the_directory_and_passes_no_cookie()
    {
        using var client = site.Client();
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/api/catalogue/v1/procedures?q=hon"
        );
        request.Headers.Add("Cookie", "hoankiem=stolen");
        using var open = await client.SendAsync(request, Ct);
        using var tokens = await client.PostAsync("/api/identity/v1/development/tokens", null, Ct);
        using var listed = await client.GetAsync("/api/dossiers/v1/dossiers", Ct);

        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Contains("1.004873", await open.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.NotFound, tokens.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, listed.StatusCode);
        Assert.Empty(site.Backend.Cookies);
    }

    [Fact]
    public async Task The_keyboard_finds_the_way_to_the_content_first_and_the_focus_is_seen()
    {
        await using var phone = await site.Phone();
        await phone.Open("/");
        await phone.Page.Keyboard.PressAsync("Tab");

        Assert.Equal("Đến nội dung chính", await phone.Page.Locator(":focus").InnerTextAsync());
        await phone.Picture("30-ban-phim");
        await phone.Page.Locator("#q").FocusAsync();
        var outline = await phone.Page.EvaluateAsync<string>(
            "getComputedStyle(document.activeElement).outlineWidth"
        );
        Assert.Equal("3px", outline);
    }

    [Fact]
    public async Task Nothing_of_a_person_is_written_down()
    {
        await using var phone = await site.Phone();
        await phone.Open("/thu-tuc?q=Nguyễn+Thị+Thử");
        await phone.Open("/tra-cuu");
        await phone.Type("Mã tra cứu", Backend.LookUpCode);
        await phone.Press("Tra cứu");
        await phone.Open("/loi-khong-co");

        Assert.DoesNotContain(
            site.Logs.Lines,
            line =>
                line.Contains("7K3QX", StringComparison.Ordinal)
                || line.Contains("Nguy", StringComparison.Ordinal)
                || line.Contains("001999", StringComparison.Ordinal)
                || line.Contains("SVY-", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_record_that_a_page_reads_or_sends_has_the_members_of_its_services_approved_file()
    {
        var records = typeof(OfSchemaAttribute)
            .Assembly.GetTypes()
            .SelectMany(
                type =>
                    type.GetCustomAttributes(typeof(OfSchemaAttribute), false)
                        .Cast<OfSchemaAttribute>(),
                (type, of) => (type, of)
            )
            .ToList();
        Assert.True(records.Count > 30);

        var unknown =
            from record in records
            let members = Contract
                .Schema(record.of.Service, record.of.Schema)
                .GetProperty("properties")
            from property in record.type.GetProperties()
            let name = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name)
            where
                property.Name is not ("EqualityContract" or "SaysIfAny")
                && !members.TryGetProperty(name, out _)
            select $"{record.of.Schema}.{name}";
        Assert.Empty(unknown);
    }
}

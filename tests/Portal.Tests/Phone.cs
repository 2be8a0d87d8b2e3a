using Microsoft.Playwright;

namespace HoanKiem.Portal.Tests;

/// <summary>A browser window of 390 × 844 without JavaScript, and what a person does with it.</summary>
public sealed class Phone(IBrowserContext context, IPage page) : IAsyncDisposable
{
    public IPage Page => page;

    public ValueTask DisposeAsync() => context.DisposeAsync();

    /// <summary>Opens an address of the site.</summary>
    public Task<IResponse?> Open(string path) => page.GotoAsync(path);

    /// <summary>Types into the field with this label.</summary>
    public Task Type(string label, string text) =>
        page.GetByLabel(label, new PageGetByLabelOptions { Exact = false }).First.FillAsync(text);

    /// <summary>Presses the button with these words.</summary>
    public Task Press(string button) =>
        page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button })
            .First.ClickAsync();

    /// <summary>Follows the link with these words.</summary>
    public Task Follow(string link) =>
        page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = link }).First.ClickAsync();

    /// <summary>All that can be read on the page.</summary>
    public async Task<string> Text() => await page.Locator("main").InnerTextAsync();

    /// <summary>The main heading.</summary>
    public async Task<string> Heading() => await page.Locator("h1").First.InnerTextAsync();

    /// <summary>Text of one element.</summary>
    public async Task<string> Text(string selector) =>
        (await page.Locator(selector).First.InnerTextAsync()).Trim();

    /// <summary>Keeps a picture of the whole page in <c>.local/screenshots</c>, to be looked at.</summary>
    public async Task Picture(string name) =>
        await page.ScreenshotAsync(
            new PageScreenshotOptions
            {
                Path = Path.Combine(Site.Root, ".local", "screenshots", name + ".png"),
                FullPage = true,
            }
        );

    /// <summary>Signs in at Identity's page, from wherever the Portal has led there.</summary>
    public async Task FillInSignIn(string userName, string password)
    {
        await Type("Tên đăng nhập", userName);
        await Type("Mật khẩu", password);
        await Press("Đăng nhập");
    }

    /// <summary>What every page must be: in Vietnamese, with a title and one main heading, every field labelled, no script, no wider than the phone.</summary>
    public async Task<IReadOnlyList<string>> Faults()
    {
        List<string> faults = [];
        if (await page.Locator("html").GetAttributeAsync("lang") != "vi")
            faults.Add("the language is not said");
        if (string.IsNullOrWhiteSpace(await page.TitleAsync()))
            faults.Add("no title");
        if (await page.Locator("h1").CountAsync() != 1)
            faults.Add("not one main heading");
        if (await page.Locator("script, [onclick]").CountAsync() > 0)
            faults.Add("a script");
        var fields = page.Locator("input:not([type=hidden]), select, textarea");
        for (var i = 0; i < await fields.CountAsync(); i++)
        {
            var field = fields.Nth(i);
            var id = await field.GetAttributeAsync("id");
            var labelled =
                id is not null && await page.Locator($"label[for='{id}']").CountAsync() == 1
                || await field.Locator("xpath=ancestor::label").CountAsync() == 1;
            if (!labelled)
                faults.Add($"no label for {id ?? await field.GetAttributeAsync("name")}");
        }

        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (width > 390)
            faults.Add($"{width} pixels wide");
        return faults;
    }
}

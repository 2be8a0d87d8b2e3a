using HoanKiem.Testing;

namespace HoanKiem.Identity.Tests.Directory;

public sealed class ListMyAppointmentsTests(IdentityOf2019 app) : IClassFixture<IdentityOf2019>
{
    [Fact]
    public async Task An_officer_works_where_the_directory_says_on_that_day_and_no_longer()
    {
        await IdentityApp.Loaded(app.Services);

        Assert.Equal(["phuc-tan specialist"], await Mine("specialist.phuc-tan"));
        Assert.Empty(await Mine("nobody.phuc-tan"));

        // Half past eleven in the evening of the last day, in Hà Nội, and half an hour later.
        app.Clock.SetUtcNow(new(2025, 6, 30, 16, 30, 0, TimeSpan.Zero));
        Assert.Equal(["phuc-tan specialist"], await Mine("specialist.phuc-tan"));
        app.Clock.SetUtcNow(new(2025, 6, 30, 17, 0, 0, TimeSpan.Zero));
        Assert.Empty(await Mine("specialist.phuc-tan"));
    }

    [Fact]
    public async Task Only_who_is_signed_in_has_appointments() =>
        await (await app.Anyone().Get("/v1/appointments/mine")).ShouldBeRefused(
            "unauthenticated",
            401
        );

    private async Task<string[]> Mine(string subject) =>
        [
            .. (await (await app.Officer(subject).Get("/v1/appointments/mine")).Body())
                .GetProperty("items")
                .EnumerateArray()
                .Select(item =>
                    $"{item.GetProperty("agency").GetString()} {item.GetProperty("role").GetString()}"
                ),
        ];
}

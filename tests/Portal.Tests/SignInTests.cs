using HoanKiem.SignIn;
using Microsoft.Playwright;

namespace HoanKiem.Portal.Tests;

/// <summary>Signing in, higher, and out, on a phone without JavaScript.</summary>
public sealed class SignInTests(Site site)
{
    [Fact]
    public async Task A_citizen_signs_in_is_named_and_signs_out_everywhere()
    {
        await using var phone = await site.Phone();
        await phone.Open("/thu-tuc");
        await phone.Follow("Đăng nhập");
        Assert.StartsWith(site.Address + "/connect/dang-nhap", phone.Page.Url);
        Assert.Empty(await phone.Faults());
        await phone.Picture("40-dang-nhap");
        await site.SignIn(phone, "citizen.101");

        Assert.Equal(site.Address + "/", phone.Page.Url);
        await phone.Follow("citizen.101");
        Assert.Contains("Công dân", await phone.Text());
        Assert.Contains("Mức độ định danh", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("41-tai-khoan");
        await phone.Follow("Đổi mật khẩu");
        Assert.Contains("citizen.101", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("48-doi-mat-khau");
        await phone.Open("/tai-khoan");

        await using var other = await site.Phone(citizen: "citizen.101");
        await phone.Press("Đăng xuất");
        Assert.Equal(site.Address + "/", phone.Page.Url);
        Assert.Equal("Đăng nhập", await phone.Text("header .who"));
        // The sign-in itself is over too: one is asked for the password again.
        await phone.Open("/dang-nhap");
        Assert.Contains("/connect/dang-nhap", phone.Page.Url);
        // On the other device nothing has changed.
        await other.Open("/tai-khoan");
        Assert.Contains("citizen.101", await other.Text());
    }

    [Fact]
    public async Task Signing_out_on_all_devices_reaches_the_other_one_at_once()
    {
        await using var phone = await site.Phone(citizen: "citizen.102");
        await using var other = await site.Phone(citizen: "citizen.102");
        await phone.Open("/tai-khoan");
        await phone.Press("Đăng xuất khỏi mọi thiết bị");

        await other.Open("/tai-khoan");
        Assert.Contains("không cần đăng nhập", await other.Text());
        Assert.Equal("Đăng nhập", await other.Text("header .who"));
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_words_and_the_name_stays()
    {
        await using var phone = await site.Phone();
        await phone.Open("/dang-nhap");
        await phone.FillInSignIn("citizen.103", "wrong");

        Assert.Contains("Tên đăng nhập hoặc mật khẩu không đúng.", await phone.Text());
        Assert.Equal("citizen.103", await phone.Page.GetByLabel("Tên đăng nhập").InputValueAsync());
        Assert.Equal("", await phone.Page.GetByLabel("Mật khẩu").InputValueAsync());
        Assert.Empty(await phone.Faults());
        await phone.Picture("42-sai-mat-khau");
    }

    [Fact]
    public async Task Handing_in_asks_who_is_signed_in_at_level_1_for_level_2_before_anything_is_typed()
    {
        await using var phone = await site.Phone(citizen: "citizen.level1.1");
        await phone.Open("/tai-khoan");
        Assert.Contains("Đăng nhập mức độ 2", await phone.Text());
        await phone.Open("/nop-ho-so/" + Given.MaritalStatus);

        Assert.Contains("/connect/dang-nhap", phone.Page.Url);
        Assert.Contains("cần tài khoản định danh mức độ 2", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("43-muc-do-2");
        await site.SignIn(phone, "citizen.104");
        Assert.EndsWith("/nop-ho-so/" + Given.MaritalStatus, phone.Page.Url);
        Assert.Contains("citizen.104", await phone.Text("header .who"));
    }

    [Fact]
    public async Task A_service_that_wants_a_higher_level_leads_to_the_sign_in_and_back()
    {
        await using var phone = await site.Phone(citizen: "citizen.105");
        await phone.Open("/nop-ho-so/" + Given.MaritalStatus);
        await phone.Type("Họ và tên", Backend.WantsHigherLevel);
        await phone.Page.GetByLabel("Cơ quan giải quyết").SelectOptionAsync("hang-bac");
        await phone.Press("Nộp hồ sơ");

        // The person has level 2 already and is led straight back to the page.
        Assert.EndsWith("/nop-ho-so/" + Given.MaritalStatus, phone.Page.Url);
    }

    [Fact]
    public async Task An_officer_lands_at_the_desk_and_comes_back_to_where_they_wanted_to_go()
    {
        await using var clerk = await site.Phone(officer: "clerk.hang-bac");
        Assert.EndsWith("/can-bo/tiep-nhan", clerk.Page.Url);

        await using var leader = await site.Phone();
        await leader.Open("/lanh-dao/dung-han?theo=channel");
        await site.SignIn(leader, "leader.hang-bac");
        Assert.EndsWith("/lanh-dao/dung-han?theo=channel", leader.Page.Url);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task The_way_back_never_leaves_the_site(string address)
    {
        await using var phone = await site.Phone();
        await phone.Open("/dang-nhap?ve=" + Uri.EscapeDataString(address));
        await site.SignIn(phone, "citizen.106");

        Assert.Equal(site.Address + "/", phone.Page.Url);
    }

    [Fact]
    public async Task Whoever_takes_somebody_elses_answer_is_not_signed_in_with_it()
    {
        await using var phone = await site.Phone();
        await phone.Open("/dang-nhap/xong?code=stolen&state=forged");

        Assert.Contains("/tai-khoan", phone.Page.Url);
        Assert.Contains("Chưa đăng nhập được", await phone.Text());
        await phone.Picture("44-chua-dang-nhap-duoc");
    }

    [Fact]
    public async Task A_program_of_somebody_else_is_allowed_first_and_the_browser_follows_back_to_it()
    {
        using var client = new OAuthClient(new Uri(site.Address), "city-app");
        await using var phone = await site.Phone();
        await phone.Open(
            client.AuthorizeAddress(
                site.ForeignProgram,
                ["openid", "offline_access", "catalogue", "dossiers"],
                OAuthClient.Proof().Challenge
            )
        );
        Assert.Contains("Ứng dụng thành phố", await phone.Text());
        await site.SignIn(phone, "citizen.108");
        Assert.Contains("Cho phép “Ứng dụng thành phố”?", await phone.Heading());
        Assert.Empty(await phone.Faults());
        await phone.Picture("45-cho-phep");
        await phone.Press("Đồng ý");

        Assert.StartsWith(site.ForeignProgram.AbsoluteUri + "?code=", phone.Page.Url);

        await phone.Open("/connect/phan-mem");
        Assert.Contains("Ứng dụng thành phố", await phone.Text());
        Assert.Contains("Xem, nộp và rút hồ sơ của Ông/Bà", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("46-phan-mem-duoc-phep");
        await phone.Open("/connect/sign-out");
        Assert.Empty(await phone.Faults());
        await phone.Picture("47-dang-xuat");
        await phone.Press("Đăng xuất");
        Assert.Contains("Đã đăng xuất", await phone.Heading());
    }

    [Fact]
    public async Task No_script_reads_the_cookies_and_none_of_them_goes_further_than_it_must()
    {
        await using var phone = await site.Phone(citizen: "citizen.107");
        var cookies = await phone.Page.Context.CookiesAsync();

        Assert.All(cookies, cookie => Assert.True(cookie.HttpOnly, cookie.Name));
        Assert.All(cookies, cookie => Assert.NotEqual(SameSiteAttribute.None, cookie.SameSite));
        Assert.Equal("/connect", Assert.Single(cookies, c => c.Name == "hoankiem-sign-in").Path);
        Assert.True(cookies.Single(c => c.Name == "hoankiem").Value.Length < 4000);
        Assert.NotEmpty(site.CookiesAtIdentity);
        Assert.All(
            site.CookiesAtIdentity,
            name => Assert.StartsWith("hoankiem-sign-in", name, StringComparison.Ordinal)
        );
        Assert.Empty(site.Backend.Cookies);
    }
}

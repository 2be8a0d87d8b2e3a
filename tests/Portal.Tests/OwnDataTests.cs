namespace HoanKiem.Portal.Tests;

/// <summary>What a citizen who is signed in learns of their own data, on a phone without JavaScript.</summary>
public sealed class OwnDataTests(Site site)
{
    [Fact]
    public async Task A_citizen_finds_their_dossiers_sees_who_looked_and_what_is_kept()
    {
        await using var phone = await site.Phone(citizen: "citizen.002");
        await phone.Follow("Hồ sơ của tôi");
        Assert.Contains("TN-190514-4QX7M2KD", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("30-ho-so-cua-toi");

        await phone.Follow("Dữ liệu của tôi, ai đã xem trong TN-190514-4QX7M2KD");
        var text = await phone.Text();
        Assert.Contains("xem 3 lần, ghi 1 lần", text);
        Assert.Contains("Cán bộ, UBND phường Hàng Bạc: ghi, giải quyết thủ tục", text);
        Assert.Contains("Ông/Bà: xem", text);
        Assert.DoesNotContain("Yêu cầu của tôi", text);
        Assert.Empty(await phone.Faults());

        await phone.Press("Gửi yêu cầu");
        Assert.Contains("Đã ghi nhận yêu cầu.", await phone.Text());
        Assert.Contains("chấp thuận", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("31-ai-da-xem");

        await phone.Follow("Xem dữ liệu");
        Assert.Contains("12 Hàng Bạc, Hà Nội", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("32-du-lieu");
        Assert.Empty(site.Backend.Faults);
    }

    [Fact]
    public async Task What_is_refused_is_said_and_what_is_not_theirs_is_not_there()
    {
        await using var phone = await site.Phone(citizen: "citizen.003");
        await phone.Open("/ho-so-cua-toi/" + Given.Dossier);
        await phone.Page.Locator("input[value=erasure]").CheckAsync();
        await phone.Type("Nói thêm", "Tôi không cần nữa");
        await phone.Press("Gửi yêu cầu");
        Assert.Contains("Hồ sơ chưa kết thúc.", await phone.Text());
        Assert.True(await phone.Page.Locator("input[value=erasure]").IsCheckedAsync());
        Assert.Equal("Tôi không cần nữa", await phone.Page.Locator("#wish").InputValueAsync());

        var foreign = await phone.Open("/ho-so-cua-toi/0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4aff");
        Assert.Equal(404, foreign!.Status);
        Assert.Contains("Không có hồ sơ này.", await phone.Text());
    }

    [Fact]
    public async Task Nobody_sees_them_without_signing_in()
    {
        await using var phone = await site.Phone();
        await phone.Open("/ho-so-cua-toi");
        Assert.StartsWith("Đăng nhập", await phone.Heading());
    }
}

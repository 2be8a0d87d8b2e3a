namespace HoanKiem.Portal.Tests;

/// <summary>The officers' three pages, signed in.</summary>
public sealed class OfficerTests(Site site)
{
    [Fact]
    public async Task A_clerk_receives_over_the_counter_and_reads_number_and_due_date_with_its_sum()
    {
        await using var phone = await site.Phone(officer: "clerk.hang-bac");
        Assert.EndsWith("/can-bo/tiep-nhan", phone.Page.Url);
        await phone.Picture("20-tiep-nhan");
        Assert.Contains("TN-190514-9TR2WZ6B", await phone.Text());
        Assert.Empty(await phone.Faults());

        await phone.Type("Thủ tục", "hon nhan");
        await phone.Press("Tìm");
        await phone.Follow("Thủ tục cấp Giấy xác nhận tình trạng hôn nhân");
        Assert.Equal("hang-bac", await phone.Page.Locator("#competentAgency").InputValueAsync());
        await phone.Type("Họ và tên", "Lê Văn Quầy");
        await phone.Type("Số giấy tờ", "001999000009");
        await phone.Page.GetByLabel("Tờ khai cấp Giấy xác nhận").CheckAsync();
        await phone.Picture("21-nhan-tai-quay");
        Assert.Empty(await phone.Faults());
        await phone.Press("Tiếp nhận");

        var text = await phone.Text();
        Assert.Equal(Backend.Number, await phone.Text("#so-ho-so"));
        Assert.Contains("17:00 ngày 17/05/2019", text);
        Assert.Contains("Thứ Sáu, 17/05/2019: ngày thứ 3.", text);
        Assert.Equal(Backend.LookUpCode, await phone.Text("#ma-tra-cuu"));
        Assert.Empty(await phone.Faults());
        await phone.Picture("22-da-tiep-nhan");
        Assert.Empty(site.Backend.Faults);
    }

    [Fact]
    public async Task A_clerk_accepts_a_dossier_that_waits()
    {
        await using var phone = await site.Phone(officer: "clerk.hang-bac");
        await phone.Follow("TN-190514-4QX7M2KD");
        Assert.Contains("Nguyễn Thị Thử", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("23-ho-so");
        await phone.Type("Lệ phí bản sao", "3");
        await phone.Press("Tiếp nhận");

        Assert.Equal(Backend.Number, await phone.Text("#so-ho-so"));
        Assert.Empty(site.Backend.Faults);
    }

    [Fact]
    public async Task A_specialist_completes_a_step_and_a_leader_signs()
    {
        await using var phone = await site.Phone(officer: "leader.hang-bac");
        await phone.Follow("Việc của tôi");
        var text = await phone.Text();
        Assert.Contains("quá hạn", text);
        Assert.Contains("Đang chờ ý kiến của cơ quan khác", text);
        Assert.Empty(await phone.Faults());
        await phone.Picture("24-viec-cua-toi");

        var step = phone.Page.Locator(".card", new() { HasText = Backend.Number });
        await step.Locator("summary").ClickAsync();
        await phone.Picture("25-hoan-thanh");
        await step.Locator("button").ClickAsync();
        Assert.Contains("Đã hoàn thành bước.", await phone.Text());

        var decision = phone.Page.Locator(".card", new() { HasText = "190514-0003" });
        await decision.Locator("summary").ClickAsync();
        await decision.GetByLabel("Số văn bản").FillAsync("15/GXN-UBND");
        await decision.Locator("button").ClickAsync();
        Assert.Contains("Đã ký lúc 10:30 ngày 14/05/2019", await phone.Text());
        Assert.Contains(
            site.Backend.Acts,
            act => act.ToString().Contains("15/GXN-UBND", StringComparison.Ordinal)
        );
        Assert.Empty(site.Backend.Faults);
    }

    [Fact]
    public async Task A_leader_reads_the_on_time_table_in_Vietnamese_figures()
    {
        await using var phone = await site.Phone(officer: "leader.hang-bac");
        await phone.Follow("Đúng hạn");

        var text = await phone.Text();
        Assert.Contains("UBND phường Hàng Bạc", text);
        Assert.Contains("67.859", text);
        Assert.Contains("99,98 %", text);
        Assert.Contains("72.189", text);
        Assert.Empty(await phone.Faults());
        await phone.Picture("26-dung-han");

        await phone.Page.GetByLabel("Xem theo").SelectOptionAsync("channel");
        await phone.Press("Xem");
        Assert.EndsWith("theo=channel", phone.Page.Url);
    }

    [Theory]
    [InlineData("/can-bo/tiep-nhan")]
    [InlineData("/can-bo/cong-viec")]
    [InlineData("/lanh-dao/dung-han")]
    [InlineData("/can-bo/tiep-nhan/moi/1.004873")]
    public async Task The_workbench_is_closed_to_citizens_and_to_nobody_in_particular(string page)
    {
        await using var nobody = await site.Phone();
        await nobody.Open(page);
        Assert.Contains("/connect/dang-nhap", nobody.Page.Url);

        await using var citizen = await site.Phone(citizen: "citizen.005");
        await citizen.Open(page);
        Assert.Contains("/tai-khoan", citizen.Page.Url);
        Assert.Contains("dành cho cán bộ", await citizen.Text());
    }
}

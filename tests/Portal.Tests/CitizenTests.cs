using Microsoft.Playwright;

namespace HoanKiem.Portal.Tests;

/// <summary>What a citizen does on a phone without JavaScript: find, hand in, follow, rate.</summary>
public sealed class CitizenTests(Site site)
{
    [Theory]
    [InlineData("hôn nhân")]
    [InlineData("hon nhan")]
    public async Task A_procedure_is_found_by_words_with_and_without_accents(string words)
    {
        await using var phone = await site.Phone();
        await phone.Open("/");
        await phone.Picture("01-trang-chu");
        Assert.Empty(await phone.Faults());

        await phone.Type("Tìm thủ tục", words);
        await phone.Press("Tìm");

        Assert.Contains("Giấy xác nhận tình trạng hôn nhân", await phone.Text());
        Assert.DoesNotContain("khai sinh", await phone.Text());
        Assert.Empty(await phone.Faults());
        await phone.Picture("02-tim-thu-tuc");
    }

    [Fact]
    public async Task A_procedure_says_what_it_needs_how_long_it_takes_what_it_costs_and_who_decides()
    {
        await using var phone = await site.Phone();
        await phone.Open("/thu-tuc?q=khai+sinh");
        await phone.Follow("Thủ tục đăng ký khai sinh");

        var text = await phone.Text();
        Assert.Contains("1 ngày làm việc (nhận sau 15:00", text);
        Assert.Contains("Ủy ban nhân dân phường", text);
        Assert.Contains("1 bản chính", text);
        Assert.Contains(
            "2.000 đồng/trang; từ trang thứ 3: 1.000 đồng; không quá 200.000 đồng",
            text
        );
        Assert.Contains("Bưu chính công ích", text);
        Assert.Empty(await phone.Faults());
        await phone.Picture("03-thu-tuc");
    }

    [Fact]
    public async Task A_procedure_of_today_shows_the_way_to_the_national_portal()
    {
        await using var phone = await site.Phone();
        await phone.Open("/thu-tuc/" + Given.FloorArea);

        Assert.Contains("Đến Cổng Dịch vụ công quốc gia", await phone.Text());
        Assert.DoesNotContain("Nộp hồ sơ trực tuyến", await phone.Text());
    }

    [Fact]
    public async Task A_procedure_that_is_not_there_is_answered_with_a_page_of_words()
    {
        await using var phone = await site.Phone();
        var answer = await phone.Open("/thu-tuc/9.999999");

        Assert.Equal(404, answer!.Status);
        Assert.Contains("Không có thủ tục này.", await phone.Text());
    }

    [Fact]
    public async Task A_citizen_signs_in_hands_in_a_dossier_and_follows_it()
    {
        await using var phone = await site.Phone();
        await phone.Open("/thu-tuc/" + Given.MaritalStatus);
        await phone.Follow("Nộp hồ sơ trực tuyến");
        Assert.Equal("Đăng nhập", (await phone.Heading()).Split('\n')[0].Replace(" Sign in", ""));
        await site.SignIn(phone, "citizen.001");
        Assert.EndsWith("/nop-ho-so/" + Given.MaritalStatus, phone.Page.Url);
        await phone.Picture("04-nop-ho-so");
        Assert.Empty(await phone.Faults());

        await FillIn(phone);
        await phone.Press("Nộp hồ sơ");

        Assert.Contains("Đã nhận hồ sơ của Ông/Bà", await phone.Heading());
        Assert.Equal(Backend.LookUpCode, await phone.Text("#ma-tra-cuu"));
        Assert.StartsWith("TN-", await phone.Text("#ma-tiep-nhan"));
        Assert.Empty(await phone.Faults());
        await phone.Picture("05-da-nhan");

        await phone.Press("Theo dõi hồ sơ");
        Assert.Contains("Đang xử lý", await phone.Heading());
        Assert.EndsWith("/tra-cuu", phone.Page.Url);
        Assert.Empty(site.Backend.Faults);
    }

    [Fact]
    public async Task A_double_click_is_one_dossier()
    {
        await using var phone = await site.Phone(citizen: "citizen.002");
        await phone.Open("/nop-ho-so/" + Given.MaritalStatus);
        var form = phone.Page.APIRequest.CreateFormData();
        var hidden = phone.Page.Locator("input[type=hidden]");
        for (var i = 0; i < await hidden.CountAsync(); i++)
            form.Set(
                (await hidden.Nth(i).GetAttributeAsync("name"))!,
                await hidden.Nth(i).InputValueAsync()
            );
        form.Set("Form.Agency", "hang-bac");
        form.Set("Form.Name", "Trần Văn Hai Lần");
        form.Set("Form.Number", "001999000002");
        form.Set("Form.Papers", "01");

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var answer = await phone.Page.APIRequest.PostAsync(
                "/nop-ho-so/" + Given.MaritalStatus,
                new APIRequestContextOptions { Form = form }
            );
            Assert.Contains(Backend.LookUpCode, await answer.TextAsync());
        }

        Assert.Single(
            site.Backend.Dossiers,
            dossier => dossier.ToString().Contains("Trần Văn Hai Lần", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_is_missing_is_said_above_the_form_and_at_the_field_and_nothing_typed_is_lost()
    {
        await using var phone = await site.Phone(citizen: "citizen.003");
        await phone.Open("/nop-ho-so/" + Given.MaritalStatus);
        await phone.Type("Số giấy tờ", "001999000003");
        await phone.Page.GetByLabel("Cơ quan giải quyết").SelectOptionAsync("hang-bac");
        await phone.Press("Nộp hồ sơ");

        var summary = phone.Page.GetByRole(AriaRole.Alert);
        Assert.DoesNotContain("Dài từ", await phone.Text()); // one fault for each field is enough
        Assert.Contains("Họ và tên: Bắt buộc phải có.", await summary.InnerTextAsync());
        Assert.Equal(
            "true",
            await phone.Page.Locator("#parties-0--name").GetAttributeAsync("aria-invalid")
        );
        Assert.Equal(
            "001999000003",
            await phone.Page.Locator("#parties-0--number").InputValueAsync()
        );
        Assert.StartsWith("Lỗi:", await phone.Page.TitleAsync());
        await phone.Picture("06-loi");
        await summary.GetByRole(AriaRole.Link).First.ClickAsync();
        Assert.EndsWith("#parties-0--name", phone.Page.Url);
        Assert.Empty(await phone.Faults());

        await FillIn(phone);
        await phone.Press("Nộp hồ sơ");
        Assert.Contains("Đã nhận hồ sơ", await phone.Heading());
    }

    [Fact]
    public async Task An_online_dossier_of_today_is_sent_to_the_national_portal_kindly()
    {
        await using var phone = await site.Phone(citizen: "citizen.004");
        await phone.Open("/nop-ho-so/" + Given.OnNationalPortal);
        await FillIn(phone);
        await phone.Press("Nộp hồ sơ");

        Assert.Contains("Nộp trên Cổng Dịch vụ công quốc gia", await phone.Text());
        var way = phone.Page.GetByRole(
            AriaRole.Link,
            new PageGetByRoleOptions { Name = "Đến Cổng Dịch vụ công quốc gia" }
        );
        Assert.Contains("ma_thu_tuc=3.000722", await way.GetAttributeAsync("href"));
        await phone.Picture("07-cong-quoc-gia");
    }

    [Fact]
    public async Task With_the_look_up_code_everything_is_shown_and_the_sum_behind_the_due_date()
    {
        await using var phone = await site.Phone();
        await phone.Open("/tra-cuu");
        await phone.Picture("08-tra-cuu");
        await phone.Type("Mã tra cứu", Backend.LookUpCode);
        await phone.Press("Tra cứu");

        var text = await phone.Text();
        Assert.Contains(Backend.Number, text);
        Assert.Contains("Xác minh, dự thảo", text);
        Assert.Contains("Chờ cơ quan khác", text);
        Assert.Contains("2 ngày 7 giờ làm việc", text);
        Assert.Contains("17:00 ngày 17/05/2019", text);
        Assert.Contains("Thứ Ba, 14/05/2019: ngày tiếp nhận, không tính.", text);
        Assert.Contains("8.000 đồng", text);
        Assert.DoesNotContain("7K3QX", phone.Page.Url);
        Assert.Empty(await phone.Faults());
        await phone.Picture("09-theo-doi");
    }

    [Fact]
    public async Task With_the_number_alone_only_the_degree_of_completion_is_shown()
    {
        await using var phone = await site.Phone();
        await phone.Open("/tra-cuu");
        await phone.Type("Mã tra cứu", Backend.Number);
        await phone.Press("Tra cứu");

        Assert.Contains("Đang xử lý", await phone.Heading());
        Assert.DoesNotContain("Hàng Bạc", await phone.Text());
        Assert.Equal("Đang giải quyết", await phone.Text("[aria-current=step]"));
        Assert.Empty(await phone.Faults());
        await phone.Picture("10-theo-so");
    }

    [Fact]
    public async Task A_code_that_is_not_there_is_answered_with_words()
    {
        await using var phone = await site.Phone();
        await phone.Open("/tra-cuu");
        await phone.Type("Mã tra cứu", "AAAAA-AAAAA");
        await phone.Press("Tra cứu");

        Assert.Contains("Kiểm tra lại mã tra cứu", await phone.Text());
    }

    [Fact]
    public async Task A_citizen_rates_with_the_token_and_says_why_when_not_satisfied()
    {
        await using var phone = await site.Phone();
        await phone.Open("/tra-cuu");
        await phone.Type("Mã tra cứu", Backend.ReturnedCode);
        await phone.Press("Tra cứu");
        Assert.Contains(
            "Số 15/GXN-UBND, ký lúc 16:00 ngày 14/05/2019, trước hạn",
            await phone.Text()
        );
        Assert.Empty(await phone.Faults());
        await phone.Picture("12-da-tra");
        await phone.Press("Đánh giá");
        Assert.Equal(Backend.SurveyToken, await phone.Page.Locator("#token").InputValueAsync());
        Assert.DoesNotContain("SVY", phone.Page.Url);
        await phone.Picture("11-danh-gia");
        Assert.Empty(await phone.Faults());

        await phone.Press("Gửi đánh giá");
        Assert.Contains("Chọn mức độ hài lòng nhìn chung.", await phone.Text());

        await phone.Page.Locator("#overall").GetByLabel("Không hài lòng").CheckAsync();
        await phone.Press("Gửi đánh giá");
        Assert.Contains("vì sao Ông/Bà không hài lòng", await phone.Text());

        await phone.Type("Điều gì cần tốt hơn?", "Chờ lâu quá");
        await phone.Press("Gửi đánh giá");
        Assert.Contains("Cảm ơn Ông/Bà", await phone.Heading());
        Assert.Contains(
            site.Backend.Ratings,
            rating => rating.GetProperty("reason").GetString() == "Chờ lâu quá"
        );
        Assert.Empty(site.Backend.Faults);
    }

    private static async Task FillIn(Phone phone)
    {
        // As a phone may type it: decomposed. The services take composed letters only.
        await phone.Type(
            "Họ và tên",
            "Nguyễn Thị Thử".Normalize(System.Text.NormalizationForm.FormD)
        );
        await phone.Type("Số giấy tờ", "001999000001");
        await phone.Type("Số điện thoại", "0912000001");
        await phone.Page.GetByLabel("Cơ quan giải quyết").SelectOptionAsync("hang-bac");
        await phone.Page.GetByLabel("Tờ khai cấp Giấy xác nhận").CheckAsync();
    }
}

using System.Globalization;
using HoanKiem.Contracts;
using HoanKiem.WorkingTime;
using SkiaSharp;

namespace HoanKiem.Dossiers.Reception;

/// <summary>
/// Draws the receipt (Giấy tiếp nhận hồ sơ và hẹn trả kết quả, Mẫu 01) on A5, upright, on as many pages as the papers need. The square
/// code says where to look it up and nothing else: whoever photographs the paper from afar learns no code.
/// </summary>
internal static class ReceiptPdf
{
    private const float Left = Sheet.Margin + Sheet.Space / 4;
    private const float Right = Sheet.Margin + Sheet.Space * 3 / 4;
    private const float Half = Sheet.Space / 2;
    private static readonly CultureInfo Vietnamese = CultureInfo.GetCultureInfo("vi-VN");

    /// <summary>The receipt as a PDF document.</summary>
    public static byte[] Draw(GetReceipt.Receipt receipt)
    {
        using var output = new MemoryStream();
        var about = new SKDocumentPdfMetadata
        {
            Title = "Giấy tiếp nhận hồ sơ " + receipt.Number,
            Creator = "Hoàn Kiếm one-stop",
            RasterDpi = 300,
        };
        using (var document = SKDocument.CreatePdf(output, about))
        using (var sheet = new Sheet(document))
        {
            Heading(sheet, receipt);
            Who(sheet, receipt);
            Papers(sheet, receipt);
            When(sheet, receipt);
            LookUp(sheet, receipt);
            Signatures(sheet);
            document.EndPage();
            document.Close();
        }

        return output.ToArray();
    }

    private static void Heading(Sheet sheet, GetReceipt.Receipt receipt)
    {
        sheet.Centred(
            receipt.Agency.ToUpper(Vietnamese),
            Left,
            sheet.Y,
            Sheet.Bold,
            7.5f,
            Half - 10
        );
        sheet.Centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Right, sheet.Y, Sheet.Bold, 7.5f, Half);
        sheet.Centred(receipt.ReceptionPoint, Left, sheet.Y + 11, Sheet.Regular, 7.5f, Half - 10);
        sheet.Centred("Độc lập - Tự do - Hạnh phúc", Right, sheet.Y + 11, Sheet.Bold, 7.5f, Half);
        sheet.Centred(
            "Mã hồ sơ: " + receipt.Number,
            Left,
            sheet.Y + 24,
            Sheet.Bold,
            8.5f,
            Half - 10
        );
        var day = LegalZone.ToLocal(receipt.ReceivedAt);
        sheet.Centred(
            $"Hà Nội, ngày {day:dd} tháng {day:MM} năm {day:yyyy}",
            Right,
            sheet.Y + 24,
            Sheet.Regular,
            7.5f,
            Half
        );
        sheet.Centred(
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
            Sheet.Width / 2,
            sheet.Y + 46,
            Sheet.Bold,
            11.5f,
            Sheet.Space
        );
        sheet.Centred(
            $"({receipt.Form})",
            Sheet.Width / 2,
            sheet.Y + 57,
            Sheet.Regular,
            7,
            Sheet.Space
        );
        sheet.Y += 74;
    }

    private static void Who(Sheet sheet, GetReceipt.Receipt receipt)
    {
        sheet.Line("Tiếp nhận hồ sơ của: ", receipt.Applicant.Name, Sheet.Bold);
        sheet.Line("Số định danh/giấy tờ: ", receipt.Applicant.Number);
        sheet.Line("Địa chỉ: ", receipt.Applicant.Address);
        sheet.Line(
            "Điện thoại, thư điện tử: ",
            string.Join(
                ", ",
                new[] { receipt.Applicant.Phone, receipt.Applicant.Email }.OfType<string>()
            )
        );
        sheet.Line("Chủ hồ sơ: ", receipt.Owner?.Name);
        sheet.Line("Thủ tục: ", $"{receipt.ProcedureName} ({receipt.ProcedureCode})");
        sheet.Line("Nội dung yêu cầu giải quyết: ", receipt.Subject);
    }

    private static void Papers(Sheet sheet, GetReceipt.Receipt receipt)
    {
        if (receipt.Papers.Count == 0)
            return;
        sheet.Y += 3;
        sheet.Row("TT", "Thành phần hồ sơ", "Bản chính", "Bản sao", Sheet.Bold);
        foreach (var paper in receipt.Papers)
            sheet.Row(
                paper.Position.ToString(Vietnamese),
                paper.Name,
                paper.Originals.ToString(Vietnamese),
                paper.Copies.ToString(Vietnamese),
                Sheet.Regular
            );
        sheet.Y += 4;
    }

    private static void When(Sheet sheet, GetReceipt.Receipt receipt)
    {
        sheet.Line("Số lượng hồ sơ: ", $"{receipt.Sets} bộ");
        sheet.Line("Thời gian giải quyết theo quy định: ", receipt.TimeLimit);
        sheet.Line("Thời gian nhận hồ sơ: ", Moment(receipt.ReceivedAt));
        sheet.Line(
            "Thời gian trả kết quả: ",
            receipt.DueAt is { } due
                ? Moment(due) + (receipt.DueIsProvisional ? " (tạm tính)" : "")
                : "không xác định thời hạn",
            Sheet.Bold
        );
        sheet.Line("Cách tính: ", Sum(receipt));
        sheet.Line(
            "Nhận kết quả: ",
            receipt.Delivery switch
            {
                Delivery.Post => "qua dịch vụ bưu chính công ích",
                Delivery.Online => "trực tuyến, bản điện tử",
                _ => "trực tiếp tại " + receipt.ReceptionPoint,
            }
        );
        sheet.Line("Cơ quan giải quyết: ", receipt.DecidedBy);
        foreach (var fee in receipt.Fees)
            sheet.Line(
                "Phí, lệ phí: ",
                $"{fee.Name} {fee.Amount.ToString("N0", Vietnamese)} đồng, thu {(fee.PaidBefore ? "trước" : "sau")}{(fee.Paid ? ", đã nộp" : "")}"
            );
    }

    // One line: which days count and which do not, so that anybody can recompute the date from the paper.
    private static string? Sum(GetReceipt.Receipt receipt)
    {
        string Days(IEnumerable<DueDateLine> lines)
        {
            var dates = lines.Select(line => line.Date).Distinct().Order().ToList();
            string Day(DateOnly date) => date.ToString("dd/MM", CultureInfo.InvariantCulture);
            return dates.Count > 8
                ? $"{dates.Count} ngày từ {Day(dates[0])} đến {Day(dates[^1])}"
                : string.Join(", ", dates.Select(Day));
        }
        var counted = receipt.Explanation.Where(line => line.Counted > 0).ToList();
        var left = receipt
            .Explanation.Where(line =>
                line.Counted == 0 && counted.All(other => other.Date != line.Date)
            )
            .ToList();
        return counted.Count == 0
            ? null
            : $"tính {Days(counted)}"
                + (left.Count == 0 ? "" : $"; không tính {Days(left)}")
                + $" (lịch {receipt.CalendarVersion}).";
    }

    private static void LookUp(Sheet sheet, GetReceipt.Receipt receipt)
    {
        const float Size = 62;
        sheet.Room(Size + 8);
        var page = receipt.LookUpUrl.Split('#')[0];
        sheet.Square(page, Size);
        const float Beside = Sheet.Margin + Size + 10;
        sheet.Text("Tra cứu tình trạng hồ sơ tại:", Beside, sheet.Y + 16, Sheet.Regular, 8);
        sheet.Text(page, Beside, sheet.Y + 28, Sheet.Bold, 8);
        sheet.Text("Mã tra cứu (giữ kín):", Beside, sheet.Y + 42, Sheet.Regular, 8);
        sheet.Text(receipt.LookUpCode, Beside, sheet.Y + 55, Sheet.Bold, 11);
        sheet.Y += Size + 12;
    }

    private static void Signatures(Sheet sheet)
    {
        sheet.Room(62);
        sheet.Centred("NGƯỜI NỘP HỒ SƠ", Left, sheet.Y + 6, Sheet.Bold, 8, Half);
        sheet.Centred("NGƯỜI TIẾP NHẬN HỒ SƠ", Right, sheet.Y + 6, Sheet.Bold, 8, Half);
        sheet.Centred("(Ký và ghi rõ họ tên)", Left, sheet.Y + 16, Sheet.Regular, 7, Half);
        sheet.Centred("(Ký và ghi rõ họ tên)", Right, sheet.Y + 16, Sheet.Regular, 7, Half);
    }

    private static string Moment(DateTimeOffset at) =>
        LegalZone
            .ToLocal(at)
            .ToString("HH 'giờ' mm 'phút, ngày' dd/MM/yyyy", CultureInfo.InvariantCulture);
}

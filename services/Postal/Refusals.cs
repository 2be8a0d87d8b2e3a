using HoanKiem.ServiceDefaults;

namespace HoanKiem.Postal;

/// <summary>What only Postal can refuse; the problems of every service are in <see cref="Problems"/>.</summary>
internal static class Refusals
{
    public static readonly ProblemType CarrierUnknown = new(
        "carrier-unknown",
        404,
        "Không có đơn vị bưu chính này",
        "There is no such carrier"
    );

    public static readonly ProblemType WaybillUnknown = new(
        "waybill-unknown",
        404,
        "Không có bưu gửi mang số hiệu này",
        "No item has this number"
    );

    public static readonly ProblemType CarrierCodeUnknown = new(
        "carrier-code-unknown",
        422,
        "Mã trạng thái của đơn vị bưu chính chưa được khai báo",
        "The carrier's status code is not known"
    );

    public static readonly ProblemType ShipmentEnded = new(
        "shipment-ended",
        422,
        "Bưu gửi đã kết thúc hành trình",
        "The parcel's way has ended"
    );

    public static readonly ProblemType ShipmentNotHandedOver = new(
        "shipment-not-handed-over",
        422,
        "Bưu gửi chưa được giao cho bưu điện",
        "The parcel was not handed over to the carrier"
    );

    public static readonly ProblemType ShipmentHandedOver = new(
        "shipment-handed-over",
        422,
        "Bưu gửi đã được giao cho bưu điện",
        "The parcel was handed over before"
    );

    public static readonly ProblemType WaybillMissing = new(
        "waybill-missing",
        422,
        "Bưu gửi chưa có số hiệu",
        "The parcel has no item number yet"
    );

    public static readonly ProblemType RecipientUnreadable = new(
        "recipient-unreadable",
        422,
        "Không đọc được thông tin người nhận",
        "The addressee cannot be read"
    );

    public static readonly ProblemType OpenItemClosed = new(
        "open-item-closed",
        422,
        "Việc này đã được xử lý",
        "This item is closed already"
    );

    public static Refusal NoCarrier(string carrier) =>
        CarrierUnknown.Because(
            $"Không có đơn vị bưu chính “{carrier}”.",
            $"There is no carrier “{carrier}”."
        );

    public static Refusal NoWaybill(string waybill) =>
        WaybillUnknown.Because(
            $"Số hiệu {waybill} không thuộc bưu gửi hay yêu cầu thu gom nào; cán bộ sẽ xem lại.",
            $"{waybill} belongs to no parcel and no collection; a person will look at it."
        );

    public static Refusal NoMeaning(string code) =>
        CarrierCodeUnknown.Because(
            $"Mã “{code}” chưa được khai báo; cán bộ sẽ xem lại.",
            $"The code “{code}” is not known; a person will look at it."
        );

    public static Refusal Ended() =>
        ShipmentEnded.Because(
            "Bưu gửi đã phát, đã chuyển hoàn, thất lạc hoặc bị hủy.",
            "It was delivered, returned, lost or cancelled."
        );

    public static Refusal NotHandedOver() =>
        ShipmentNotHandedOver.Because(
            "Chỉ báo thất lạc bưu gửi đã giao cho bưu điện.",
            "Only a parcel that the carrier has can be lost."
        );

    public static Refusal AlreadyHandedOver() =>
        ShipmentHandedOver.Because(
            "Bưu điện đã nhận bưu gửi này.",
            "The carrier has taken this parcel."
        );

    public static Refusal NoNumberYet() =>
        WaybillMissing.Because(
            "Dải số hiệu của cơ quan đã hết; hãy bổ sung dải số.",
            "The agency's pool of item numbers is empty; add a range."
        );

    public static Refusal Unreadable() =>
        RecipientUnreadable.Because(
            "Thông tin người nhận bị thiếu hoặc không giải mã được.",
            "The addressee is missing or cannot be unsealed."
        );

    public static Refusal Closed() =>
        OpenItemClosed.Because("Đã có người xử lý việc này.", "Someone has closed it.");

    /// <summary>The caller may see it but does not work for its agency.</summary>
    public static Refusal NotYours() =>
        Problems.Forbidden.Because(
            "Bạn không làm việc ở cơ quan này.",
            "You do not work for this agency."
        );
}

namespace HoanKiem.Postal.Carriers;

/// <summary>What a carrier's code means to us; the codes themselves are dated data (<see cref="CarrierCode"/>).</summary>
internal enum CarrierMeaning
{
    /// <summary>Nothing moved: waiting to be picked up, money not yet received.</summary>
    Information,

    /// <summary>The carrier took the parcel (đã nhận gửi).</summary>
    HandedOver,

    /// <summary>On its way (đang vận chuyển).</summary>
    InTransit,

    /// <summary>With the postal worker who delivers (đang phát).</summary>
    OutForDelivery,

    /// <summary>Delivery was tried in vain (phát không thành công).</summary>
    Attempted,

    /// <summary>On its way back to the office (chờ chuyển hoàn).</summary>
    Returning,

    /// <summary>The addressee has it (phát thành công).</summary>
    Delivered,

    /// <summary>It is back at the office (đã chuyển hoàn).</summary>
    Returned,

    /// <summary>It cannot be found (thất lạc).</summary>
    Lost,

    /// <summary>The order was cancelled (hủy).</summary>
    Cancelled,

    /// <summary>Money was collected at the door (COD đã nhận).</summary>
    CashCollected,

    /// <summary>A postal worker is on the way to the citizen (đang đi gom).</summary>
    Collecting,

    /// <summary>The collected dossier was handed over at the office (đã giao hồ sơ).</summary>
    Collected,
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Carriers;

/// <summary>What a carrier's order is about; the same code may mean different things.</summary>
internal enum Errand
{
    /// <summary>A result goes to the citizen (chuyển trả kết quả).</summary>
    Delivery,

    /// <summary>A dossier is fetched from the citizen (thu gom hồ sơ).</summary>
    Collection,
}

/// <summary>A code of a carrier (mã trạng thái), valid from one day to another, and what it means.</summary>
internal sealed class CarrierCode
{
    private CarrierCode() { }

    /// <summary>Whose code.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>In what errand.</summary>
    public Errand Errand { get; private set; }

    /// <summary>The code as sent.</summary>
    public string Code { get; private set; } = "";

    /// <summary>First day on which it means this.</summary>
    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day; open when null.</summary>
    public DateOnly? ValidTo { get; private set; }

    /// <summary>What it means.</summary>
    public CarrierMeaning Meaning { get; private set; }

    /// <summary>An assumption of ours for the demonstration, not read in a source.</summary>
    public bool Assumed { get; private set; }

    /// <summary>A code with its meaning from a day on.</summary>
    public static CarrierCode Of(
        string carrier,
        Errand errand,
        string code,
        CarrierMeaning meaning,
        DateOnly validFrom,
        bool assumed
    ) =>
        new()
        {
            Carrier = carrier,
            Errand = errand,
            Code = code,
            Meaning = meaning,
            ValidFrom = validFrom,
            Assumed = assumed,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<CarrierCode>
    {
        // Quyết định 45/2016/QĐ-TTg is in force from this day.
        private static readonly DateOnly From = new(2016, 12, 16);

        public void Configure(EntityTypeBuilder<CarrierCode> code)
        {
            code.HasKey(c => new
            {
                c.Carrier,
                c.Errand,
                c.Code,
                c.ValidFrom,
            });
            code.Property(c => c.Carrier).HasMaxLength(40);
            code.Property(c => c.Code).HasMaxLength(20);
            code.Property(c => c.Errand).HasConversion<string>().HasMaxLength(20);
            code.Property(c => c.Meaning).HasConversion<string>().HasMaxLength(20);
            code.HasData([.. VnPost(), .. Rest()]);
        }

        // VNPost: codes as published by merchants' platforms; what those do not map is assumed. Collections: the states 1 to 4 of
        // the collection order in the letters between one-stop systems and VNPost.
        private static CarrierCode[] VnPost() =>
            [
                Known("vnpost", Errand.Delivery, "20", CarrierMeaning.Information),
                Known("vnpost", Errand.Delivery, "60", CarrierMeaning.Cancelled),
                Known("vnpost", Errand.Delivery, "61", CarrierMeaning.Cancelled),
                Known("vnpost", Errand.Delivery, "62", CarrierMeaning.Cancelled),
                Guess("vnpost", Errand.Delivery, "70", CarrierMeaning.HandedOver),
                Guess("vnpost", Errand.Delivery, "80", CarrierMeaning.InTransit),
                Guess("vnpost", Errand.Delivery, "90", CarrierMeaning.OutForDelivery),
                Guess("vnpost", Errand.Delivery, "91", CarrierMeaning.Attempted),
                Known("vnpost", Errand.Delivery, "100", CarrierMeaning.Delivered),
                Known("vnpost", Errand.Delivery, "110", CarrierMeaning.Information),
                Known("vnpost", Errand.Delivery, "120", CarrierMeaning.CashCollected),
                Known("vnpost", Errand.Delivery, "161", CarrierMeaning.Returning),
                Known("vnpost", Errand.Delivery, "170", CarrierMeaning.Returned),
                Guess("vnpost", Errand.Delivery, "190", CarrierMeaning.Lost),
                Known("vnpost", Errand.Collection, "1", CarrierMeaning.Information),
                Known("vnpost", Errand.Collection, "2", CarrierMeaning.Collecting),
                Known("vnpost", Errand.Collection, "3", CarrierMeaning.Collected),
                Known("vnpost", Errand.Collection, "4", CarrierMeaning.Cancelled),
                Guess("vnpost", Errand.Collection, "190", CarrierMeaning.Lost),
            ];

        // UPU EDI event codes; a domestic carrier needs a few more, which are ours.
        private static CarrierCode[] Rest() =>
            [
                Known("buu-chinh", Errand.Delivery, "EMA", CarrierMeaning.HandedOver),
                Known("buu-chinh", Errand.Delivery, "EMB", CarrierMeaning.InTransit),
                Known("buu-chinh", Errand.Delivery, "EMC", CarrierMeaning.InTransit),
                Known("buu-chinh", Errand.Delivery, "EMD", CarrierMeaning.InTransit),
                Guess("buu-chinh", Errand.Delivery, "EMF", CarrierMeaning.InTransit),
                Known("buu-chinh", Errand.Delivery, "EMG", CarrierMeaning.InTransit),
                Guess("buu-chinh", Errand.Delivery, "EDG", CarrierMeaning.OutForDelivery),
                Known("buu-chinh", Errand.Delivery, "EMH", CarrierMeaning.Attempted),
                Known("buu-chinh", Errand.Delivery, "EMI", CarrierMeaning.Delivered),
                Guess("buu-chinh", Errand.Delivery, "RTG", CarrierMeaning.Returning),
                Guess("buu-chinh", Errand.Delivery, "RTS", CarrierMeaning.Returned),
                Guess("buu-chinh", Errand.Delivery, "LST", CarrierMeaning.Lost),
                Guess("buu-chinh", Errand.Delivery, "CAN", CarrierMeaning.Cancelled),
                Guess("buu-chinh", Errand.Delivery, "COD", CarrierMeaning.CashCollected),
                Guess("buu-chinh", Errand.Collection, "REG", CarrierMeaning.Information),
                Guess("buu-chinh", Errand.Collection, "COL", CarrierMeaning.Collecting),
                Guess("buu-chinh", Errand.Collection, "HND", CarrierMeaning.Collected),
                Guess("buu-chinh", Errand.Collection, "CAN", CarrierMeaning.Cancelled),
                Guess("buu-chinh", Errand.Collection, "LST", CarrierMeaning.Lost),
            ];

        private static CarrierCode Known(
            string carrier,
            Errand errand,
            string code,
            CarrierMeaning meaning
        ) => Of(carrier, errand, code, meaning, From, assumed: false);

        private static CarrierCode Guess(
            string carrier,
            Errand errand,
            string code,
            CarrierMeaning meaning
        ) => Of(carrier, errand, code, meaning, From, assumed: true);
    }
}

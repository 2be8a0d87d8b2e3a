using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.PersonalData;
using HoanKiem.Dossiers.Reception;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.Dossiers;

// What people ask about their data, and what comes of it; that it was erased is in Dossier.Result.cs.
internal sealed partial class Dossier
{
    /// <summary>Somebody asks for access to their data, for its correction or deletion.</summary>
    public void AskAboutData(DataRequest request, By by)
    {
        var (before, sequence) = (Facets, Next());
        Record(
            "dataRequested",
            by,
            request.AskedAt,
            before,
            new(
                $"Yêu cầu về dữ liệu cá nhân: {InVietnamese(request.Kind)}.",
                $"A request about personal data: {InEnglish(request.Kind)}.",
                Law.DataProtection
            ),
            sequence
        );
        Publish(
            new DataRequested(
                Id,
                sequence,
                request.AskedAt,
                request.Id,
                request.Kind,
                request.Agency,
                request.AnswerBy
            )
        );
    }

    /// <summary>The agency has answered.</summary>
    public void AnswerAboutData(DataRequest request, By by, DateTimeOffset at)
    {
        var (before, sequence, granted) = (Facets, Next(), request.Granted == true);
        Record(
            "dataRequestAnswered",
            by,
            at,
            before,
            new(
                $"{(granted ? "Chấp thuận" : "Từ chối")} yêu cầu {InVietnamese(request.Kind)}{(granted ? "" : $": {request.ReasonCode}")}.",
                $"The request for {InEnglish(request.Kind)} was {(granted ? "granted" : $"refused: {request.ReasonCode}")}.",
                Law.DataProtection
            ),
            sequence
        );
        Publish(
            new DataRequestAnswered(
                Id,
                sequence,
                at,
                request.Id,
                request.Kind,
                request.Agency,
                granted,
                request.ReasonCode,
                request.AnswerBy
            )
        );
    }

    /// <summary>
    /// What was wrong with a person's data is right from now on, wherever a notice or a parcel goes too. The history says which members, and
    /// neither what they were nor what they are.
    /// </summary>
    public void Correct(Party party, CorrectionWish wish, Sealing sealing, By by, DateTimeOffset at)
    {
        var (before, sequence) = (Facets, Next());
        party.Correct(wish, this, sealing);
        if (party.Role == PartyRole.Applicant)
            Follow(party, sealing);
        var members = string.Join(", ", wish.Members());
        Record(
            "personalDataCorrected",
            by,
            at,
            before,
            new(
                $"Đã chỉnh sửa dữ liệu cá nhân: {members}.",
                $"Personal data was corrected: {members}.",
                Law.DataProtection
            ),
            sequence
        );
        Publish(
            new PersonalDataCorrected(
                Id,
                sequence,
                at,
                Channel == Channel.Post || Delivery == Delivery.Post ? SealedRecipient : null
            )
        );
    }

    // Notices and parcels go to the applicant.
    private void Follow(Party applicant, Sealing sealing)
    {
        string? Open(string? text) => text is null ? null : sealing.Open(Id, text);
        string? Seal(string? text) => text is null ? null : sealing.Seal(Id, DataKey, text);
        SealedRecipient = Seal(
            SealedSubmission.Recipient(
                applicant.Name,
                Open(applicant.SealedPhone),
                Open(applicant.SealedAddress)
            )
        );
        (ContactChannel, SealedContact) = (applicant.SealedEmail, applicant.SealedPhone) switch
        {
            ({ } email, _) => (NoticeChannel.Email, email),
            (null, { } phone) => (NoticeChannel.Sms, phone),
            _ => (NoticeChannel.None, null),
        };
    }

    private static string InVietnamese(DataRequestKind kind) =>
        kind switch
        {
            DataRequestKind.Access => "truy cập",
            DataRequestKind.Correction => "chỉnh sửa",
            _ => "xóa",
        };

    private static string InEnglish(DataRequestKind kind) =>
        kind switch
        {
            DataRequestKind.Access => "access",
            DataRequestKind.Correction => "correction",
            _ => "erasure",
        };
}

using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Dossiers.Parties;
using HoanKiem.ServiceDefaults.Text;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.Reception;

/// <summary>Seals everything personal of a new dossier under a data key of its own.</summary>
internal static class SealedSubmission
{
    /// <summary>The submission, with nothing readable left but the parties' names.</summary>
    public static Submission Of(
        SubmitDossier.Request request,
        ProcedurePublished procedure,
        Places places,
        Desk desk,
        Sealing sealing
    )
    {
        var id = Guid.CreateVersion7();
        var key = sealing.NewDataKey(id);
        var applicant = request.Parties.Single(party => party.Role == PartyRole.Applicant);
        var phone = applicant.Phone is null ? null : PhoneNumber.Normalised(applicant.Phone);
        var contact = applicant.Email ?? phone;
        var recipient = Recipient(applicant.Name, phone, applicant.Address);
        return new Submission(
            id,
            procedure,
            Places.RegimeOn(LegalZone.DateOf(desk.Now)),
            request.Channel,
            places.HelpedAt,
            places.ReceivedAt,
            places.ReceivingAgency,
            places.DecidedBy,
            desk.Caller.Kind == CallerKind.Citizen ? desk.Caller.Subject : null,
            request.Delivery,
            request.Channel is Channel.Counter or Channel.Post
                && request.Papers.Any(paper => paper.Originals > 0),
            key,
            request.Subject is null ? null : sealing.Seal(id, key, request.Subject),
            applicant.Email is not null ? NoticeChannel.Email
                : phone is not null ? NoticeChannel.Sms
                : NoticeChannel.None,
            contact is null ? null : sealing.Seal(id, key, contact),
            recipient is null ? null : sealing.Seal(id, key, recipient),
            request.ParentDossierId
        );
    }

    /// <summary>What Postal opens: name, phone and address of the applicant; nothing without an address.</summary>
    public static string? Recipient(string name, string? phone, string? address) =>
        address is null
            ? null
            : JsonSerializer.Serialize(
                new
                {
                    name,
                    phone,
                    address,
                },
                JsonSerializerOptions.Web
            );
}

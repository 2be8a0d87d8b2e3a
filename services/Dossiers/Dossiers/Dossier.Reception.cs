using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Notices;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>What a dossier is made of when it comes in. Everything personal is sealed already.</summary>
internal sealed record Submission(
    Guid Id,
    ProcedurePublished Procedure,
    Regime Regime,
    Channel Channel,
    string? HelpedAt,
    string ReceivedAt,
    string ReceivingAgency,
    string DecidedBy,
    string? OwnerSubject,
    Delivery Delivery,
    bool OnPaper,
    string DataKey,
    string? SealedSubject,
    NoticeChannel ContactChannel,
    string? SealedContact,
    string? SealedRecipient,
    Guid? ParentDossierId = null,
    string? ExternalCode = null
);

// Reception (tiếp nhận): from the citizen's hands to a number and a clock.
internal sealed partial class Dossier
{
    /// <summary>A dossier comes in: at once at the office, or as a draft until the carrier has collected it.</summary>
    public static Dossier Submit(
        Submission from,
        string requestCode,
        string lookUpCode,
        By by,
        DateTimeOffset at
    )
    {
        var linked = from.Procedure.Route.Any(step =>
            step.Actor == "lead" || step.Kind == "external"
        );
        var dossier = new Dossier
        {
            Id = from.Id,
            ParentDossierId = from.ParentDossierId,
            RequestCode = requestCode,
            LookUpCode = lookUpCode,
            ExternalCode = from.ExternalCode,
            ProcedureCode = from.Procedure.ProcedureCode,
            ProcedureVersion = from.Procedure.VersionId,
            Regime = from.Regime,
            Channel = from.Channel,
            HelpedAt = from.HelpedAt,
            ReceivedAt = from.ReceivedAt,
            ReceivingAgency = from.ReceivingAgency,
            DecidedBy = from.DecidedBy,
            LeadAgency = linked ? from.DecidedBy : null,
            HandlingAgencies = [from.DecidedBy],
            Client = from.Channel == Channel.NationalPortal ? ResourceNames.NationalPortal : null,
            OwnerSubject = from.OwnerSubject,
            Delivery = from.Delivery,
            DataKey = from.DataKey,
            SealedSubject = from.SealedSubject,
            Phase = from.Channel == Channel.Post ? Phase.Draft : Phase.Arrived,
            SubmittedAt = at,
            GivenAtOnce = from.Procedure.GivenAtOnce,
            OnPaper = from.OnPaper,
            ContactChannel = from.ContactChannel,
            SealedContact = from.SealedContact,
            SealedRecipient = from.SealedRecipient,
            Limit = from.Procedure.Limit,
            SupplementRule = from.Procedure.SupplementRule,
            SupplementBasis = from.Procedure.SupplementBasis,
            SupplementDays = from.Procedure.SupplementDays,
        };
        var before = dossier.Facets with { Phase = Phase.Draft };
        var sequence = dossier.Next();
        dossier.Record(
            "dossierSubmitted",
            by,
            at,
            before,
            dossier.Phase == Phase.Draft
                ? new("Đăng ký thu gom hồ sơ tại nhà.", "Announced for collection at home.")
                : new("Hồ sơ đã nộp.", "Handed in."),
            sequence
        );
        dossier.Publish(
            new DossierSubmitted(
                dossier.Id,
                sequence,
                at,
                dossier.ParentDossierId,
                requestCode,
                dossier.ExternalCode,
                dossier.ProcedureCode,
                dossier.ProcedureVersion,
                dossier.Regime,
                dossier.Channel,
                dossier.HelpedAt,
                dossier.ReceivedAt,
                dossier.ReceivingAgency,
                dossier.DecidedBy,
                dossier.LeadAgency,
                dossier.OwnerSubject,
                dossier.Delivery,
                dossier.Channel == Channel.Post ? dossier.SealedRecipient : null
            )
        );
        return dossier;
    }

    /// <summary>The carrier brought it: the draft has arrived.</summary>
    public void Collect(DateTimeOffset collectedAt, By by)
    {
        var before = Facets;
        (Phase, CollectedAt) = (Phase.Arrived, collectedAt);
        Record(
            "dossierCollected",
            by,
            collectedAt,
            before,
            new("Bưu điện đã chuyển hồ sơ đến.", "The carrier brought it.", "QĐ 45/2016/QĐ-TTg")
        );
    }

    /// <summary>Whether it may be accepted; asked before a number is taken.</summary>
    public Refusal? MayAccept(IReadOnlyCollection<string> papers, ProcedurePublished procedure)
    {
        if (DossierStatus.Refuses(Act.Accept, Facets) is { } wrong)
            return wrong;
        if (OpenWaits.Contains(Lifecycle.WaitKind.Paper))
            return Refusals.PapersAwaited.Because(
                "Hồ sơ đang chờ bổ sung giấy tờ.",
                "More papers are still awaited."
            );
        return Refusals.MissingPapers(procedure, papers);
    }

    /// <summary>A clerk accepts it: number, clock and, unless the result is given at once and nobody asks, a receipt.</summary>
    public void Accept(
        string number,
        WorkingCalendar calendar,
        bool receiptWanted,
        By by,
        DateTimeOffset at
    )
    {
        var before = Facets;
        (Phase, Number, AcceptedAt) = (Phase.Accepted, number, at);
        HasReceipt = !GivenAtOnce || receiptWanted;
        Compute(calendar, at);
        PromisedDueAt = LegalDueAt;
        var sequence = Next();
        Record(
            "dossierAccepted",
            by,
            at,
            before,
            HasReceipt
                ? new(
                    $"Đã tiếp nhận, mã hồ sơ {number}.",
                    $"Accepted under number {number}.",
                    Law.Reception
                )
                : new(
                    $"Đã tiếp nhận, mã hồ sơ {number}; trả kết quả ngay, không lập giấy hẹn.",
                    $"Accepted under number {number}; given at once, no receipt.",
                    "nd-61-2018-17-4"
                ),
            sequence
        );
        Publish(
            new DossierAccepted(
                Id,
                sequence,
                at,
                ParentDossierId,
                number,
                ProcedureCode,
                ProcedureVersion,
                Regime,
                Channel,
                ReceivedAt,
                ReceivingAgency,
                DecidedBy,
                LeadAgency,
                OwnerSubject,
                PromisedDueAt,
                Limit,
                CalendarVersion!,
                GivenAtOnce,
                OnPaper,
                Delivery
            )
        );
    }

    /// <summary>A clerk refuses it at reception, in writing (Mẫu 03).</summary>
    public Refusal? Refuse(string reasonCode, By by, DateTimeOffset at)
    {
        if (DossierStatus.Refuses(Act.Refuse, Facets) is { } wrong)
            return wrong;
        var before = Facets;
        (Phase, EndReason) = (Phase.Refused, reasonCode);
        EndWaits(_ => true, at);
        var sequence = Next();
        Record(
            "dossierRefused",
            by,
            at,
            before,
            new(
                $"Từ chối tiếp nhận: {reasonCode}.",
                $"Refused at reception: {reasonCode}.",
                "nd-61-2018-17-1b"
            ),
            sequence
        );
        Publish(new DossierRefused(Id, sequence, at, ParentDossierId, reasonCode));
        return null;
    }
}

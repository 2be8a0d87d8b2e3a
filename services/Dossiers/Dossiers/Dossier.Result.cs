using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Notices;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Timeliness = HoanKiem.Contracts.Timeliness;

namespace HoanKiem.Dossiers.Dossiers;

// From the case to the citizen's hands, and the two ways out before.
internal sealed partial class Dossier
{
    /// <summary>An agency works on it. Implied when a later fact of the case comes first.</summary>
    public void Start(Guid caseId, By by, DateTimeOffset at, bool implied = false)
    {
        var before = Facets;
        (Phase, CaseId) = (Phase.Processing, caseId);
        var sequence = Next();
        Record(
            "processingStarted",
            by,
            at,
            before,
            implied
                ? new("Đang xử lý (suy ra từ bước sau).", "In process (implied by a later fact).")
                : new(
                    "Cơ quan có thẩm quyền bắt đầu xử lý.",
                    "The competent agency works on it.",
                    "nd-61-2018-19-1"
                ),
            sequence
        );
        Publish(new ProcessingStarted(Id, sequence, at, ParentDossierId, caseId));
    }

    /// <summary>The citizen takes it back before a decision.</summary>
    public Refusal? Withdraw(By by, DateTimeOffset at)
    {
        if (DossierStatus.Refuses(Act.Withdraw, Facets) is { } wrong)
            return wrong;
        var before = Facets;
        Phase = Phase.Withdrawn;
        EndWaits(_ => true, at);
        var sequence = Next();
        Record(
            "dossierWithdrawn",
            by,
            at,
            before,
            new("Công dân rút hồ sơ.", "The citizen took it back."),
            sequence
        );
        Publish(new DossierWithdrawn(Id, sequence, at, ParentDossierId));
        return null;
    }

    /// <summary>Processing ends without a decision (R2: Mẫu 05).</summary>
    public Refusal? Stop(string reasonCode, string basis, By by, DateTimeOffset at)
    {
        if (DossierStatus.Refuses(Act.Stop, Facets) is { } wrong)
            return wrong;
        var before = Facets;
        (Phase, EndReason) = (Phase.Stopped, reasonCode);
        EndWaits(_ => true, at);
        var sequence = Next();
        Record(
            "processingStopped",
            by,
            at,
            before,
            new($"Dừng giải quyết: {reasonCode}.", $"Stopped: {reasonCode}.", basis),
            sequence
        );
        Publish(new ProcessingStopped(Id, sequence, at, ParentDossierId, reasonCode, basis));
        return null;
    }

    /// <summary>The leader signed: the result is there, and the moment of signature fixes on time or late.</summary>
    public void Resolve(CaseDecided decision, WorkingCalendar calendar, By by)
    {
        var (before, signedAt) = (Facets, decision.SignedAt);
        // Waits that nobody ended have ended with the signature.
        if (EndWaits(_ => true, signedAt) > 0)
            Recount(calendar, signedAt);
        (Phase, ResultAt) = (Phase.Decided, DeliveryState.AtOffice);
        (Outcome, DecisionNumber, SignedAt) = (decision.Outcome, decision.DecisionNumber, signedAt);
        (SignatorySubject, SignatoryCapacity) = (decision.SignatorySubject, decision.Capacity);
        (CaseId, Results) = (decision.CaseId, [.. decision.Results]);
        EndReason = decision.ReasonCode;
        Timeliness = WorkingTime.Timeliness.Judge(signedAt, LegalDueAt) switch
        {
            TimelinessClass.Early => Contracts.Timeliness.Early,
            TimelinessClass.OnTime => Contracts.Timeliness.OnTime,
            _ => Contracts.Timeliness.Late,
        };
        HandledBy(decision.Agency);
        var sequence = Next();
        var refused = decision.Outcome == Contracts.Outcome.Refused;
        Record(
            "dossierResolved",
            by,
            decision.OccurredAt,
            before,
            refused
                ? new(
                    $"Đã có kết quả: từ chối giải quyết ({decision.ReasonCode}).",
                    $"Decided: refused ({decision.ReasonCode}).",
                    "nd-61-2018-19-8"
                )
                : new(
                    $"Đã có kết quả số {decision.DecisionNumber}.",
                    $"Decided under number {decision.DecisionNumber}.",
                    "nd-61-2018-20"
                ),
            sequence
        );
        Publish(
            new DossierResolved(
                Id,
                sequence,
                decision.OccurredAt,
                ParentDossierId,
                decision.Outcome,
                decision.DecisionNumber,
                decision.Agency,
                signedAt,
                PromisedDueAt,
                LegalDueAt,
                Timeliness.Value,
                Delivery,
                Delivery == Delivery.Post ? SealedRecipient : null
            )
        );
    }

    /// <summary>A decision that was heard before; two different ones are a matter for a person.</summary>
    public bool HasDecision(CaseDecided decision) =>
        SignedAt is not null
        && DecisionNumber == decision.DecisionNumber
        && CaseId == decision.CaseId;

    /// <summary>The parcel with the result moves.</summary>
    public void SendOff(Guid shipmentId, string what, By by, DateTimeOffset at)
    {
        if (ResultAt == DeliveryState.OnTheWay && ShipmentId == shipmentId)
            return;
        var before = Facets;
        (ResultAt, ShipmentId) = (DeliveryState.OnTheWay, shipmentId);
        Record(
            what,
            by,
            at,
            before,
            new(
                "Kết quả được gửi qua bưu điện.",
                "The result is with the carrier.",
                "QĐ 45/2016/QĐ-TTg"
            )
        );
    }

    /// <summary>The parcel came back: status 9 stays, the citizen is told.</summary>
    public void TakeBack(Guid shipmentId, long fact, string reasonCode, By by, DateTimeOffset at)
    {
        var before = Facets;
        (ResultAt, ShipmentId) = (DeliveryState.BackAtOffice, shipmentId);
        Record(
            "shipmentReturned",
            by,
            at,
            before,
            new(
                $"Bưu gửi được chuyển hoàn: {reasonCode}. Kết quả ở Bộ phận Một cửa.",
                $"The parcel came back: {reasonCode}. The result is at the office."
            ),
            fact
        );
    }

    /// <summary>The carrier cannot find the parcel.</summary>
    public void Lose(Guid shipmentId, By by, DateTimeOffset at)
    {
        var before = Facets;
        (ResultAt, ShipmentId) = (DeliveryState.Lost, shipmentId);
        Record(
            "shipmentLost",
            by,
            at,
            before,
            new("Bưu gửi bị thất lạc.", "The parcel is lost.", "nd-61-2018-21-3")
        );
    }

    /// <summary>The citizen has the result over the counter or online.</summary>
    public Refusal? Return(Delivery how, string returnedBy, By by, DateTimeOffset at)
    {
        if (DossierStatus.Refuses(Act.Return, Facets) is { } wrong)
            return wrong;
        if (ResultAt == DeliveryState.OnTheWay)
            return Refusals.ResultOnTheWay.Because(
                "Kết quả đang được bưu điện chuyển đi.",
                "The result is with the carrier."
            );
        HandOut(how, returnedBy, null, by, at);
        return null;
    }

    /// <summary>The addressee has the parcel.</summary>
    public void Deliver(Guid shipmentId, By by, DateTimeOffset at) =>
        HandOut(Delivery.Post, DecidedBy, shipmentId, by, at);

    private void HandOut(
        Delivery how,
        string returnedBy,
        Guid? shipmentId,
        By by,
        DateTimeOffset at
    )
    {
        var before = Facets;
        (Phase, ResultAt, ReturnedAt, ReturnedHow) = (
            Phase.Returned,
            DeliveryState.Delivered,
            at,
            how
        );
        ShipmentId = shipmentId ?? ShipmentId;
        var sequence = Next();
        Record(
            "resultReturned",
            by,
            at,
            before,
            new("Đã trả kết quả cho công dân.", "The citizen has the result.", "nd-61-2018-20-3"),
            sequence
        );
        Publish(new ResultReturned(Id, sequence, at, ParentDossierId, how, returnedBy, shipmentId));
    }

    /// <summary>The citizen may rate it: keeps the sealed token and tells them.</summary>
    public void OpenSurvey(string sealedToken, long fact, By by, DateTimeOffset at)
    {
        if (SealedSurveyToken is not null || SurveyAnswered)
            return;
        var before = Facets;
        SealedSurveyToken = sealedToken;
        Record(
            "surveyOpened",
            by,
            at,
            before,
            new("Mời đánh giá việc giải quyết.", "The citizen may rate it."),
            fact
        );
    }

    /// <summary>The citizen rated it: the token has no use any more.</summary>
    public void CloseSurvey(By by, DateTimeOffset at)
    {
        if (SurveyAnswered)
            return;
        var before = Facets;
        (SealedSurveyToken, SurveyAnswered) = (null, true);
        Record("surveyAnswered", by, at, before, new("Đã đánh giá.", "Rated."));
    }

    /// <summary>An agency was merged: its open work is its successor's. The places of the past, and the number, stay.</summary>
    public void Succeed(string predecessor, string successor, By by, DateTimeOffset at)
    {
        var before = Facets;
        ReceivingAgency = ReceivingAgency == predecessor ? successor : ReceivingAgency;
        DecidedBy = DecidedBy == predecessor ? successor : DecidedBy;
        LeadAgency = LeadAgency == predecessor ? successor : LeadAgency;
        HandledBy(successor);
        Record(
            "agencySucceeded",
            by,
            at,
            before,
            new(
                $"Chuyển từ {predecessor} sang {successor} theo sắp xếp đơn vị hành chính.",
                $"Passed from {predecessor} to its successor {successor}."
            )
        );
    }

    /// <summary>Its key was destroyed: it knows nobody any more.</summary>
    public bool IsErased => DataKey.Length == 0;

    /// <summary>
    /// The key and everything that was sealed under it goes; numbers, times and what was decided stay. Only an ended dossier can be forgotten,
    /// and only once.
    /// </summary>
    public Refusal? Erase(By by, DateTimeOffset at)
    {
        if (
            IsErased
            || Phase is not (Phase.Refused or Phase.Returned or Phase.Withdrawn or Phase.Stopped)
        )
            return Refusals.NotInThisStatus.Because(
                "Chỉ xóa dữ liệu cá nhân của hồ sơ đã kết thúc, một lần.",
                "Only an ended dossier can be forgotten, and only once."
            );
        var before = Facets;
        DataKey = "";
        (SealedSubject, SealedContact, SealedRecipient, SealedSurveyToken) = (
            null,
            null,
            null,
            null
        );
        ContactChannel = NoticeChannel.None;
        var sequence = Next();
        Record(
            "personalDataErased",
            by,
            at,
            before,
            new("Đã xóa dữ liệu cá nhân.", "The personal data was erased.", Law.DataProtection),
            sequence
        );
        Publish(new PersonalDataErased(Id, sequence, at));
        return null;
    }
}

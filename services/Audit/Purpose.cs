namespace HoanKiem.Audit;

/// <summary>Why somebody's data is used: the endpoint says it, and the audit keeps it.</summary>
public enum Purpose
{
    /// <summary>To handle an administrative procedure (giải quyết thủ tục hành chính).</summary>
    Procedure,

    /// <summary>To collect papers or bring a result by post.</summary>
    Delivery,

    /// <summary>To answer what citizens say about it: surveys, reports, petitions.</summary>
    Feedback,

    /// <summary>To inspect and to supervise (thanh tra, kiểm tra).</summary>
    Oversight,

    /// <summary>To keep the system running: the catalogue, the directory, messages.</summary>
    Administration,

    /// <summary>To answer the person whose data it is.</summary>
    OwnData,
}

using HoanKiem.Portal.Backend;

namespace HoanKiem.Portal.Pages.Shared;

/// <summary>A due date (hạn trả kết quả) and the sum that explains it.</summary>
internal sealed record DueDate(DateTimeOffset? At, bool Provisional, IReadOnlyList<DueLine> Lines);

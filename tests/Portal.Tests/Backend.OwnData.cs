using System.Collections.Concurrent;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.Portal.Tests;

internal sealed partial class Backend
{
    /// <summary>Requests about data; each is granted at once.</summary>
    public ConcurrentQueue<JsonElement> DataRequests { get; } = [];

    private void OwnData()
    {
        _app.MapGet(
            "/v1/dossiers/{id:guid}/uses",
            (HttpContext http, Guid id) =>
                SignedIn(http)
                ?? (
                    id == Given.Dossier
                        ? Ok(Given.Uses)
                        : Refused(404, "not-found", "Không có hồ sơ này.")
                )
        );
        _app.MapGet(
            "/v1/data-requests",
            (HttpContext http, Guid dossier) =>
                SignedIn(http)
                ?? Ok(
                    new Listed<DataRequestShown>(
                        [
                            .. DataRequests.Select(asked =>
                                Given.Granted(asked.GetProperty("kind").GetString()!) with
                                {
                                    DossierId = dossier,
                                }
                            ),
                        ],
                        null,
                        DataRequests.Count
                    )
                )
        );
        _app.MapGet(
            "/v1/data-requests/{id:guid}/data",
            (HttpContext http) => SignedIn(http) ?? Ok(Given.OwnData)
        );
        Post(
            "/v1/dossiers/{id:guid}/data-requests",
            ResourceNames.Dossiers,
            "AskAboutDataRequest",
            (http, body) =>
                SignedIn(http)
                ?? (
                    body.GetProperty("kind").GetString() == "erasure"
                        ? Refused(422, "dossier-not-ended", "Hồ sơ chưa kết thúc.")
                        : Once(
                            http,
                            () =>
                            {
                                DataRequests.Enqueue(body);
                                return new { requestId = Guid.NewGuid() };
                            },
                            201
                        )
                )
        );
    }
}

namespace HoanKiem.Portal.SignIn;

/// <summary>A service wants to know more surely who asks.</summary>
internal sealed class AssuranceNeededException(int level) : Exception
{
    public int Level { get; } = level;
}

/// <summary>Leads whoever is not signed in surely enough to a sign-in of the level that a service asked for, and back to the page.</summary>
internal static class StepUp
{
    public static void Use(WebApplication app) =>
        app.Use(
            async (http, next) =>
            {
                try
                {
                    await next(http);
                }
                catch (AssuranceNeededException needed) when (!http.Response.HasStarted)
                {
                    http.Response.Clear();
                    http.Response.Redirect(
                        Door.Address(http.Request.Path + http.Request.QueryString, needed.Level)
                    );
                }
            }
        );
}

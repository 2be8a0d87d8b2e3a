using System.Text.Json;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Catalogue.Tests;

/// <summary>The service with the project's own seed. Tests that write take one of their own as a class fixture.</summary>
public class CatalogueApp() : ServiceApp<Program>(ResourceNames.Catalogue)
{
    public static string SeedFolder => Path.Combine(AppContext.BaseDirectory, "Seed");

    public HttpClient Administrator() =>
        Officer("administrator-1", "quan-hoan-kiem", OfficerRole.Administrator);

    public async Task<JsonElement> Get(string url) => await (await Anyone().GetAsync(url)).Body();

    /// <summary>What the catalogue has said, of one aggregate or of all.</summary>
    public async Task<List<LoggedEvent>> Events(string? aggregate = null)
    {
        using var scope = Services.CreateScope();
        scope.ServiceProvider.UseWorkerLogin();
        return await EventLog.ReadAsync(
            scope.ServiceProvider.GetRequiredService<CatalogueDb>(),
            aggregate
        );
    }
}

/// <summary>One service for all tests that only read.</summary>
public sealed class SeededCatalogue : CatalogueApp;

/// <summary>They share it one after the other: a host must not be started twice.</summary>
[CollectionDefinition(nameof(SeededCatalogue))]
public sealed class SeededCatalogueCollection : ICollectionFixture<SeededCatalogue>;

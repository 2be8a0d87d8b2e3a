using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Routing.Agencies;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.OpenItems;

namespace HoanKiem.Routing.Tests;

public sealed class AgencyBookTests
{
    private static readonly DateOnly In2019 = new(2019, 5, 14);
    private static readonly DateOnly In2025 = new(2025, 7, 2);

    private static Actor Resolve(
        AgencyBook book,
        string actor,
        DateOnly date,
        string competent = "hang-bac"
    ) => book.Resolve(actor, competent, null, "hang-bong", date);

    [Fact]
    public void Competent_lead_and_receiving_are_the_agencies_of_the_dossier()
    {
        var book = CaseRules.Book();
        Assert.Equal("hang-bac", Resolve(book, "competent", In2019).Agency);
        Assert.Equal("hang-bac", Resolve(book, "lead", In2019).Agency);
        Assert.Equal("hang-bong", Resolve(book, "receiving", In2019).Agency);
        Assert.Equal(
            "tu-phap",
            book.Resolve("lead", "hang-bac", "tu-phap", "hang-bong", In2019).Agency
        );
    }

    [Fact]
    public void A_system_is_the_agency_that_works_in_it_and_serves_the_deciding_one_on_that_day()
    {
        var book = CaseRules.Book([
            .. Given.Agencies,
            Given.Agency(
                "cong-an-p-hoan-kiem",
                "external",
                "police",
                new(2025, 3, 1),
                parent: null,
                serves: "hoan-kiem"
            ),
            Given.Agency(
                "cong-an-p-cua-nam",
                "external",
                "police",
                new(2025, 3, 1),
                parent: null,
                serves: "cua-nam"
            ),
        ]);
        Assert.Equal("cong-an-quan", Resolve(book, "police", In2019).Agency);
        Assert.Equal("cong-an-p-cua-nam", Resolve(book, "police", In2025, "cua-nam").Agency);
    }

    [Fact]
    public void The_agency_that_serves_the_ward_comes_before_the_one_that_serves_the_district()
    {
        var book = CaseRules.Book([
            Given.Agency("hang-bac"),
            Given.Agency("quan-hoan-kiem", "district"),
            Given.Agency("a-district", "external", "police", serves: "quan-hoan-kiem"),
            Given.Agency("b-ward", "external", "police", serves: "hang-bac"),
        ]);
        Assert.Equal("b-ward", Resolve(book, "police", In2019).Agency);
        Assert.Equal(
            "a-district",
            Resolve(book, "police", In2019, "hang-bong-unknown-but-district").Agency
                ?? Resolve(book, "police", In2019, "quan-hoan-kiem").Agency
        );
    }

    [Fact]
    public void Nobody_found_is_an_open_item_in_the_lists_of_those_concerned_and_choosing_assigns_the_step()
    {
        RouteStep[] route =
        [
            Given.Step("tax", "external", "tax", "tax", null, false),
            Given.Step("sign", "sign", "competent", "ours", null, false, "tax"),
        ];
        var held = CaseRules.Open(route);
        var (facts, items) = held.TakeFacts();
        Assert.Empty(facts.OfType<StepAssigned>());
        var item = Assert.Single(items);
        Assert.Equal((OpenItemKind.ChooseActor, "tax"), (item.Kind, item.Detail));
        Assert.Equal(["hang-bac"], item.HandlingAgencies);

        var book = CaseRules.Book([
            .. Given.Agencies,
            Given.Agency("thue-quan", "external", "tax", parent: null),
        ]);
        Assert.Null(held.Reassign(held.Step("tax"), "thue-quan", CaseRules.World(book: book)));
        Assert.Equal(
            "thue-quan",
            Assert.Single(held.TakeFacts().Facts.OfType<StepAssigned>()).Agency
        );
    }

    [Fact]
    public void An_agency_that_ended_whole_hands_its_open_work_to_its_successor()
    {
        var held = CaseRules.Open([]);
        _ = held.TakeFacts();
        var book = CaseRules.Book(null, Given.Succeeded("hang-bac", true, "hoan-kiem"));
        held.Succeed("hang-bac", CaseRules.World(new(2025, 7, 1, 1, 0, 0, TimeSpan.Zero), book));
        Assert.Equal("hoan-kiem", held.Agency);
        Assert.Equal(
            "hoan-kiem",
            Assert.Single(held.TakeFacts().Facts.OfType<StepAssigned>()).Agency
        );
        Assert.Contains("hang-bac", held.HandlingAgencies);
    }

    [Fact]
    public void Nothing_changes_hands_before_the_day()
    {
        var held = CaseRules.Open([]);
        _ = held.TakeFacts();
        held.Succeed(
            "hang-bac",
            CaseRules.World(
                book: CaseRules.Book(null, Given.Succeeded("hang-bac", true, "hoan-kiem"))
            )
        );
        Assert.Equal("hang-bac", held.Agency);
        Assert.Empty(held.TakeFacts().Facts);
    }

    [Fact]
    public void A_part_or_nobody_is_a_choice_for_a_person()
    {
        var day = new DateTimeOffset(2025, 7, 1, 1, 0, 0, TimeSpan.Zero);
        var split = CaseRules.Open([], accepted: Given.Accepted(Given.Plain, "hang-bong"));
        _ = split.TakeFacts();
        split.Succeed(
            "hang-bong",
            CaseRules.World(
                day,
                CaseRules.Book(null, Given.Succeeded("hang-bong", false, "hoan-kiem", "cua-nam"))
            )
        );
        var choice = Assert.Single(split.TakeFacts().Items);
        Assert.Equal(OpenItemKind.ChooseSuccessor, choice.Kind);
        Assert.Equal(["hoan-kiem", "cua-nam"], choice.Options);
        Assert.Equal(["hoan-kiem", "cua-nam"], choice.HandlingAgencies);

        var orphan = CaseRules.Open([], accepted: Given.Accepted(Given.Plain, "quan-hoan-kiem"));
        _ = orphan.TakeFacts();
        orphan.Succeed("quan-hoan-kiem", CaseRules.World(day));
        Assert.Equal(
            ["hanoi", "quan-hoan-kiem"],
            Assert.Single(orphan.TakeFacts().Items).HandlingAgencies
        );
        Assert.Equal("quan-hoan-kiem", orphan.Agency);
    }

    [Fact]
    public void A_question_to_an_agency_that_ends_goes_to_its_successor()
    {
        var held = CaseRules.Open(
            Given.MaritalRoute,
            accepted: Given.Accepted(Given.Marital, "tu-phap")
        );
        Assert.Null(
            held.Ask(
                held.Step("examine"),
                "hang-bac",
                "marital-status",
                null,
                null,
                3,
                "minh",
                CaseRules.World()
            )
        );
        held.Succeed(
            "hang-bac",
            CaseRules.World(
                new(2025, 7, 1, 1, 0, 0, TimeSpan.Zero),
                CaseRules.Book(null, Given.Succeeded("hang-bac", true, "hoan-kiem"))
            )
        );
        Assert.Equal("hoan-kiem", Assert.Single(held.Opinions).ToAgency);
        Assert.Equal("tu-phap", held.Agency);
    }

    [Fact]
    public void A_circle_of_successors_ends_in_a_choice() =>
        Assert.Null(
            CaseRules
                .Book(
                    null,
                    Given.Succeeded("hang-bac", true, "hang-bong"),
                    Given.Succeeded("hang-bong", true, "hang-bac")
                )
                .Heir("hang-bac", In2025)
                .Agency
        );
}

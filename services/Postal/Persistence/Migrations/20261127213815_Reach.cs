using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoanKiem.Postal.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Reach : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "received_at",
                table: "shipment",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "endings",
                table: "reach",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "received_at",
                table: "open_item",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "received_at",
                table: "dossier",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "received_at",
                table: "collection_order",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "inspection",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    inspectors = table.Column<string[]>(type: "text[]", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: false),
                    endings = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inspection", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "inspection_dossier",
                columns: table => new
                {
                    inspection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inspection_dossier", x => new { x.inspection_id, x.dossier_id });
                });

            migrationBuilder.CreateTable(
                name: "reach_agency",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    periods = table.Column<string>(type: "jsonb", nullable: false),
                    heirs = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reach_agency", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reach_line",
                columns: table => new
                {
                    agency = table.Column<string>(type: "text", nullable: false),
                    reaches = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reach_line", x => new { x.agency, x.reaches, x.kind, x.valid_from, x.valid_to });
                });

            migrationBuilder.CreateIndex(
                name: "ix_inspection_inspectors",
                table: "inspection",
                column: "inspectors")
                .Annotation("Npgsql:IndexMethod", "gin");

            // The reception point was not kept until now: its agency stands for it.
            migrationBuilder.Sql(
                """
                update dossier set received_at = receiving_agency;
                update shipment set received_at = receiving_agency;
                update collection_order set received_at = receiving_agency;
                update open_item set received_at = receiving_agency;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "inspection");

            migrationBuilder.DropTable(
                name: "inspection_dossier");

            migrationBuilder.DropTable(
                name: "reach_agency");

            migrationBuilder.DropTable(
                name: "reach_line");

            migrationBuilder.DropColumn(
                name: "received_at",
                table: "shipment");

            migrationBuilder.DropColumn(
                name: "endings",
                table: "reach");

            migrationBuilder.DropColumn(
                name: "received_at",
                table: "open_item");

            migrationBuilder.DropColumn(
                name: "received_at",
                table: "dossier");

            migrationBuilder.DropColumn(
                name: "received_at",
                table: "collection_order");
        }
    }
}

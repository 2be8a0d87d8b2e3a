using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoanKiem.Dossiers.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class DataRequests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "data_request",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    agency = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    asked_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answer_by = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    late_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_is_provisional = table.Column<bool>(type: "boolean", nullable: false),
                    sealed_wish = table.Column<string>(type: "text", nullable: true),
                    sealed_correction = table.Column<string>(type: "text", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    granted = table.Column<bool>(type: "boolean", nullable: true),
                    reason_code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    sealed_explanation = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_request", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_data_request_dossier_id",
                table: "data_request",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_data_request_open",
                table: "data_request",
                columns: new[] { "dossier_id", "kind" },
                unique: true,
                filter: "answered_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "data_request");
        }
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoanKiem.Dossiers.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class PortalAndNotices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_at",
                table: "sync",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_at",
                table: "notice",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "portal_message",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_code = table.Column<string>(type: "text", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_portal_message", x => x.code);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "portal_message");

            migrationBuilder.DropColumn(
                name: "next_at",
                table: "sync");

            migrationBuilder.DropColumn(
                name: "next_at",
                table: "notice");
        }
    }
}

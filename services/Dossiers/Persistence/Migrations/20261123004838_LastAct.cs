using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoanKiem.Dossiers.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class LastAct : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "last_act",
                table: "dossier",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "last_act",
                table: "dossier");
        }
    }
}

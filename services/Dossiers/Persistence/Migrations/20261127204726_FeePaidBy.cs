using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoanKiem.Dossiers.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class FeePaidBy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "paid_by",
                table: "fee",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "paid_by",
                table: "fee");
        }
    }
}

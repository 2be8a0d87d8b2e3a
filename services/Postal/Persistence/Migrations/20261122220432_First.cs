using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace HoanKiem.Postal.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "manifest_number");

            migrationBuilder.CreateSequence(
                name: "waybill_block");

            migrationBuilder.CreateTable(
                name: "agency",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agency", x => new { x.id, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "booking",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    errand = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_booking", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "carrier_agreement",
                columns: table => new
                {
                    agency = table.Column<string>(type: "text", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    demonstration = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_carrier_agreement", x => new { x.agency, x.valid_from });
                });

            migrationBuilder.CreateTable(
                name: "carrier_code",
                columns: table => new
                {
                    carrier = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    errand = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    meaning = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    assumed = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_carrier_code", x => new { x.carrier, x.errand, x.code, x.valid_from });
                });

            migrationBuilder.CreateTable(
                name: "carrier_event",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    item_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: true),
                    meaning = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_carrier_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "collection_order",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_label = table.Column<string>(type: "text", nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    waybill = table.Column<string>(type: "text", nullable: true),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    status = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    status_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_heard_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_collection_order", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dossier",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dossier", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "idempotency",
                columns: table => new
                {
                    subject = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<byte[]>(type: "bytea", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    headers = table.Column<string>(type: "jsonb", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency", x => new { x.subject, x.key });
                });

            migrationBuilder.CreateTable(
                name: "manifest",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    shipment_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    given_by = table.Column<string>(type: "text", nullable: false),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_manifest", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "open_item",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    matter = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    item_id = table.Column<Guid>(type: "uuid", nullable: true),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    waybill = table.Column<string>(type: "text", nullable: true),
                    code = table.Column<string>(type: "text", nullable: true),
                    event_key = table.Column<string>(type: "text", nullable: true),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by = table.Column<string>(type: "text", nullable: true),
                    resolution = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_item", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "party",
                columns: table => new
                {
                    item_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    @sealed = table.Column<string>(name: "sealed", type: "text", nullable: false),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_party", x => x.item_id);
                });

            migrationBuilder.CreateTable(
                name: "reach",
                columns: table => new
                {
                    source = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    agency = table.Column<string>(type: "text", nullable: true),
                    role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    principal = table.Column<string>(type: "text", nullable: true),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reach", x => x.source);
                });

            migrationBuilder.CreateTable(
                name: "shipment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_label = table.Column<string>(type: "text", nullable: false),
                    carrier = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    waybill = table.Column<string>(type: "character varying(13)", maxLength: 13, nullable: true),
                    sending_agency = table.Column<string>(type: "text", nullable: false),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    status_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    handed_over_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cash_on_delivery = table.Column<long>(type: "bigint", nullable: false),
                    cash_collected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_heard_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled = table.Column<bool>(type: "boolean", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shipment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tariff",
                columns: table => new
                {
                    carrier = table.Column<string>(type: "text", nullable: false),
                    errand = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    up_to_grams = table.Column<int>(type: "integer", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    demonstration = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tariff", x => new { x.carrier, x.errand, x.up_to_grams, x.valid_from });
                });

            migrationBuilder.CreateTable(
                name: "unusual_day",
                columns: table => new
                {
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    worked = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unusual_day", x => x.date);
                });

            migrationBuilder.CreateTable(
                name: "waybill_range",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    agency = table.Column<string>(type: "text", nullable: false),
                    service = table.Column<string>(type: "text", nullable: false),
                    first = table.Column<int>(type: "integer", nullable: false),
                    last = table.Column<int>(type: "integer", nullable: false),
                    next = table.Column<int>(type: "integer", nullable: false),
                    demonstration = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_waybill_range", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_receipt",
                columns: table => new
                {
                    carrier = table.Column<string>(type: "text", nullable: false),
                    webhook_id = table.Column<string>(type: "text", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_receipt", x => new { x.carrier, x.webhook_id });
                });

            migrationBuilder.InsertData(
                table: "carrier_agreement",
                columns: new[] { "agency", "valid_from", "carrier", "demonstration" },
                values: new object[,]
                {
                    { "*", new DateOnly(2016, 12, 16), "vnpost", true },
                    { "cua-nam", new DateOnly(2025, 7, 1), "buu-chinh", true },
                    { "hang-bac", new DateOnly(2016, 12, 16), "buu-chinh", true }
                });

            migrationBuilder.InsertData(
                table: "carrier_code",
                columns: new[] { "carrier", "code", "errand", "valid_from", "assumed", "meaning", "valid_to" },
                values: new object[,]
                {
                    { "buu-chinh", "CAN", "Collection", new DateOnly(2016, 12, 16), true, "Cancelled", null },
                    { "buu-chinh", "COL", "Collection", new DateOnly(2016, 12, 16), true, "Collecting", null },
                    { "buu-chinh", "HND", "Collection", new DateOnly(2016, 12, 16), true, "Collected", null },
                    { "buu-chinh", "LST", "Collection", new DateOnly(2016, 12, 16), true, "Lost", null },
                    { "buu-chinh", "REG", "Collection", new DateOnly(2016, 12, 16), true, "Information", null },
                    { "buu-chinh", "CAN", "Delivery", new DateOnly(2016, 12, 16), true, "Cancelled", null },
                    { "buu-chinh", "COD", "Delivery", new DateOnly(2016, 12, 16), true, "CashCollected", null },
                    { "buu-chinh", "EDG", "Delivery", new DateOnly(2016, 12, 16), true, "OutForDelivery", null },
                    { "buu-chinh", "EMA", "Delivery", new DateOnly(2016, 12, 16), false, "HandedOver", null },
                    { "buu-chinh", "EMB", "Delivery", new DateOnly(2016, 12, 16), false, "InTransit", null },
                    { "buu-chinh", "EMC", "Delivery", new DateOnly(2016, 12, 16), false, "InTransit", null },
                    { "buu-chinh", "EMD", "Delivery", new DateOnly(2016, 12, 16), false, "InTransit", null },
                    { "buu-chinh", "EMF", "Delivery", new DateOnly(2016, 12, 16), true, "InTransit", null },
                    { "buu-chinh", "EMG", "Delivery", new DateOnly(2016, 12, 16), false, "InTransit", null },
                    { "buu-chinh", "EMH", "Delivery", new DateOnly(2016, 12, 16), false, "Attempted", null },
                    { "buu-chinh", "EMI", "Delivery", new DateOnly(2016, 12, 16), false, "Delivered", null },
                    { "buu-chinh", "LST", "Delivery", new DateOnly(2016, 12, 16), true, "Lost", null },
                    { "buu-chinh", "RTG", "Delivery", new DateOnly(2016, 12, 16), true, "Returning", null },
                    { "buu-chinh", "RTS", "Delivery", new DateOnly(2016, 12, 16), true, "Returned", null },
                    { "vnpost", "1", "Collection", new DateOnly(2016, 12, 16), false, "Information", null },
                    { "vnpost", "190", "Collection", new DateOnly(2016, 12, 16), true, "Lost", null },
                    { "vnpost", "2", "Collection", new DateOnly(2016, 12, 16), false, "Collecting", null },
                    { "vnpost", "3", "Collection", new DateOnly(2016, 12, 16), false, "Collected", null },
                    { "vnpost", "4", "Collection", new DateOnly(2016, 12, 16), false, "Cancelled", null },
                    { "vnpost", "100", "Delivery", new DateOnly(2016, 12, 16), false, "Delivered", null },
                    { "vnpost", "110", "Delivery", new DateOnly(2016, 12, 16), false, "Information", null },
                    { "vnpost", "120", "Delivery", new DateOnly(2016, 12, 16), false, "CashCollected", null },
                    { "vnpost", "161", "Delivery", new DateOnly(2016, 12, 16), false, "Returning", null },
                    { "vnpost", "170", "Delivery", new DateOnly(2016, 12, 16), false, "Returned", null },
                    { "vnpost", "190", "Delivery", new DateOnly(2016, 12, 16), true, "Lost", null },
                    { "vnpost", "20", "Delivery", new DateOnly(2016, 12, 16), false, "Information", null },
                    { "vnpost", "60", "Delivery", new DateOnly(2016, 12, 16), false, "Cancelled", null },
                    { "vnpost", "61", "Delivery", new DateOnly(2016, 12, 16), false, "Cancelled", null },
                    { "vnpost", "62", "Delivery", new DateOnly(2016, 12, 16), false, "Cancelled", null },
                    { "vnpost", "70", "Delivery", new DateOnly(2016, 12, 16), true, "HandedOver", null },
                    { "vnpost", "80", "Delivery", new DateOnly(2016, 12, 16), true, "InTransit", null },
                    { "vnpost", "90", "Delivery", new DateOnly(2016, 12, 16), true, "OutForDelivery", null },
                    { "vnpost", "91", "Delivery", new DateOnly(2016, 12, 16), true, "Attempted", null }
                });

            migrationBuilder.InsertData(
                table: "tariff",
                columns: new[] { "carrier", "errand", "up_to_grams", "valid_from", "amount", "demonstration" },
                values: new object[,]
                {
                    { "buu-chinh", "Collection", 100, new DateOnly(2016, 12, 16), 25000L, true },
                    { "buu-chinh", "Collection", 500, new DateOnly(2016, 12, 16), 30000L, true },
                    { "buu-chinh", "Delivery", 100, new DateOnly(2016, 12, 16), 25000L, true },
                    { "buu-chinh", "Delivery", 500, new DateOnly(2016, 12, 16), 30000L, true },
                    { "vnpost", "Collection", 100, new DateOnly(2016, 12, 16), 25000L, true },
                    { "vnpost", "Collection", 500, new DateOnly(2016, 12, 16), 30000L, true },
                    { "vnpost", "Delivery", 100, new DateOnly(2016, 12, 16), 25000L, true },
                    { "vnpost", "Delivery", 500, new DateOnly(2016, 12, 16), 30000L, true }
                });

            migrationBuilder.CreateIndex(
                name: "ix_booking_next_at",
                table: "booking",
                column: "next_at",
                filter: "status in ('Waiting', 'CancelWaiting')");

            migrationBuilder.CreateIndex(
                name: "ix_carrier_event_carrier_key",
                table: "carrier_event",
                columns: new[] { "carrier", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_carrier_event_item_id",
                table: "carrier_event",
                column: "item_id");

            migrationBuilder.CreateIndex(
                name: "ix_collection_order_carrier_waybill",
                table: "collection_order",
                columns: new[] { "carrier", "waybill" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_collection_order_dossier_id",
                table: "collection_order",
                column: "dossier_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_collection_order_receiving_agency_id",
                table: "collection_order",
                columns: new[] { "receiving_agency", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_created_at",
                table: "idempotency",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_manifest_number",
                table: "manifest",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_open_item_matter",
                table: "open_item",
                column: "matter",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_open_item_opened_at",
                table: "open_item",
                column: "opened_at",
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_party_dossier_id",
                table: "party",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_reach_subject",
                table: "reach",
                column: "subject");

            migrationBuilder.CreateIndex(
                name: "ix_shipment_carrier_waybill",
                table: "shipment",
                columns: new[] { "carrier", "waybill" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_shipment_dossier_id",
                table: "shipment",
                column: "dossier_id",
                unique: true,
                filter: "status not in ('Returned', 'Lost', 'Cancelled')");

            migrationBuilder.CreateIndex(
                name: "ix_shipment_last_heard_at",
                table: "shipment",
                column: "last_heard_at",
                filter: "status not in ('Delivered', 'Returned', 'Lost', 'Cancelled')");

            migrationBuilder.CreateIndex(
                name: "ix_shipment_sending_agency_id",
                table: "shipment",
                columns: new[] { "sending_agency", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_waybill_range_carrier_agency",
                table: "waybill_range",
                columns: new[] { "carrier", "agency" });

            migrationBuilder.CreateIndex(
                name: "ix_waybill_range_service_first",
                table: "waybill_range",
                columns: new[] { "service", "first" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_receipt_received_at",
                table: "webhook_receipt",
                column: "received_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agency");

            migrationBuilder.DropTable(
                name: "booking");

            migrationBuilder.DropTable(
                name: "carrier_agreement");

            migrationBuilder.DropTable(
                name: "carrier_code");

            migrationBuilder.DropTable(
                name: "carrier_event");

            migrationBuilder.DropTable(
                name: "collection_order");

            migrationBuilder.DropTable(
                name: "dossier");

            migrationBuilder.DropTable(
                name: "idempotency");

            migrationBuilder.DropTable(
                name: "manifest");

            migrationBuilder.DropTable(
                name: "open_item");

            migrationBuilder.DropTable(
                name: "party");

            migrationBuilder.DropTable(
                name: "reach");

            migrationBuilder.DropTable(
                name: "shipment");

            migrationBuilder.DropTable(
                name: "tariff");

            migrationBuilder.DropTable(
                name: "unusual_day");

            migrationBuilder.DropTable(
                name: "waybill_range");

            migrationBuilder.DropTable(
                name: "webhook_receipt");

            migrationBuilder.DropSequence(
                name: "manifest_number");

            migrationBuilder.DropSequence(
                name: "waybill_block");
        }
    }
}

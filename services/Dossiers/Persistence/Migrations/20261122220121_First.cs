using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoanKiem.Dossiers.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "agency_version",
                columns: table => new
                {
                    agency_id = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    registered = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agency_version", x => new { x.agency_id, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "blob",
                columns: table => new
                {
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_blob", x => x.sha256);
                });

            migrationBuilder.CreateTable(
                name: "calendar_version",
                columns: table => new
                {
                    calendar_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    published = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_version", x => new { x.calendar_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "document",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    paper_code = table.Column<string>(type: "text", nullable: true),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    attached_by = table.Column<string>(type: "text", nullable: false),
                    attached_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dossier",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    parent_dossier_id = table.Column<Guid>(type: "uuid", nullable: true),
                    request_code = table.Column<string>(type: "text", nullable: false),
                    look_up_code = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<string>(type: "text", nullable: true),
                    external_code = table.Column<string>(type: "text", nullable: true),
                    system_of_record = table.Column<string>(type: "text", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    procedure_code = table.Column<string>(type: "text", nullable: false),
                    procedure_version = table.Column<string>(type: "text", nullable: false),
                    regime = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    channel = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    helped_at = table.Column<string>(type: "text", nullable: true),
                    received_at = table.Column<string>(type: "text", nullable: false),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: false),
                    lead_agency = table.Column<string>(type: "text", nullable: true),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    delivery = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    data_key = table.Column<string>(type: "text", nullable: false),
                    sealed_subject = table.Column<string>(type: "text", nullable: true),
                    phase = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    money = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    result_at = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sync = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    submitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    collected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    end_reason = table.Column<string>(type: "text", nullable: true),
                    given_at_once = table.Column<bool>(type: "boolean", nullable: false),
                    on_paper = table.Column<bool>(type: "boolean", nullable: false),
                    has_receipt = table.Column<bool>(type: "boolean", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    contact_channel = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sealed_contact = table.Column<string>(type: "text", nullable: true),
                    sealed_recipient = table.Column<string>(type: "text", nullable: true),
                    limit = table.Column<string>(type: "jsonb", nullable: true),
                    supplement_rule = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    supplement_basis = table.Column<string>(type: "text", nullable: false),
                    supplement_days = table.Column<int>(type: "integer", nullable: true),
                    waits = table.Column<string>(type: "jsonb", nullable: false),
                    promised_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    legal_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_is_provisional = table.Column<bool>(type: "boolean", nullable: false),
                    calendar_version = table.Column<string>(type: "text", nullable: true),
                    due_explanation = table.Column<string>(type: "jsonb", nullable: false),
                    extended_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    decision_number = table.Column<string>(type: "text", nullable: true),
                    signatory_subject = table.Column<string>(type: "text", nullable: true),
                    signatory_capacity = table.Column<string>(type: "text", nullable: true),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    results = table.Column<List<string>>(type: "text[]", nullable: false),
                    timeliness = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    returned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    returned_how = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    shipment_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sealed_survey_token = table.Column<string>(type: "text", nullable: true),
                    survey_answered = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dossier", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "fee",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    basis = table.Column<string>(type: "text", nullable: false),
                    clock_waits = table.Column<bool>(type: "boolean", nullable: false),
                    step_id = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    paid_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    means = table.Column<string>(type: "text", nullable: true),
                    reference = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fee", x => x.id);
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
                name: "number_counter",
                columns: table => new
                {
                    agency = table.Column<string>(type: "text", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    last = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_number_counter", x => new { x.agency, x.day });
                });

            migrationBuilder.CreateTable(
                name: "open_item",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    agency = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    vi = table.Column<string>(type: "text", nullable: false),
                    en = table.Column<string>(type: "text", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by = table.Column<string>(type: "text", nullable: true),
                    resolution = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_item", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "paper",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    originals = table.Column<int>(type: "integer", nullable: false),
                    copies = table.Column<int>(type: "integer", nullable: false),
                    file_sha256 = table.Column<string>(type: "text", nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_paper", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "party",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    identity_kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    no_number_reason = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_folded = table.Column<string>(type: "text", nullable: false),
                    sealed_number = table.Column<string>(type: "text", nullable: true),
                    number_index = table.Column<string>(type: "text", nullable: true),
                    sealed_phone = table.Column<string>(type: "text", nullable: true),
                    phone_index = table.Column<string>(type: "text", nullable: true),
                    sealed_email = table.Column<string>(type: "text", nullable: true),
                    sealed_address = table.Column<string>(type: "text", nullable: true),
                    sealed_birth_date = table.Column<string>(type: "text", nullable: true),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_party", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "procedure_version",
                columns: table => new
                {
                    version_id = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    published = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_procedure_version", x => x.version_id);
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
                name: "step",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    agency = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    system_of_record = table.Column<string>(type: "text", nullable: false),
                    assigned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_step", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "succession",
                columns: table => new
                {
                    agency_id = table.Column<string>(type: "text", nullable: false),
                    effective = table.Column<DateOnly>(type: "date", nullable: false),
                    successors = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_succession", x => new { x.agency_id, x.effective });
                });

            migrationBuilder.CreateTable(
                name: "supplement",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    before_acceptance = table.Column<bool>(type: "boolean", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    step_id = table.Column<Guid>(type: "uuid", nullable: true),
                    paper_codes = table.Column<string[]>(type: "text[]", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: false),
                    guidance = table.Column<string>(type: "text", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_supplement", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    what = table.Column<string>(type: "text", nullable: false),
                    by_subject = table.Column<string>(type: "text", nullable: false),
                    by_agency = table.Column<string>(type: "text", nullable: true),
                    from_facets = table.Column<string>(type: "text", nullable: false),
                    to_facets = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    vi = table.Column<string>(type: "text", nullable: false),
                    en = table.Column<string>(type: "text", nullable: false),
                    law = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_history", x => x.id);
                    table.ForeignKey(
                        name: "fk_history_dossiers_dossier_id",
                        column: x => x.dossier_id,
                        principalTable: "dossier",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "notice",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    fact_sequence = table.Column<long>(type: "bigint", nullable: false),
                    channel = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sealed_address = table.Column<string>(type: "text", nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    gateway_id = table.Column<string>(type: "text", nullable: true),
                    failure = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notice", x => x.id);
                    table.ForeignKey(
                        name: "fk_notice_dossier_dossier_id",
                        column: x => x.dossier_id,
                        principalTable: "dossier",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sync",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by_subject = table.Column<string>(type: "text", nullable: false),
                    by_agency = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answer = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync", x => x.id);
                    table.ForeignKey(
                        name: "fk_sync_dossier_dossier_id",
                        column: x => x.dossier_id,
                        principalTable: "dossier",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_document_dossier_id",
                table: "document",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_document_sha256",
                table: "document",
                column: "sha256");

            migrationBuilder.CreateIndex(
                name: "ix_dossier_external_code",
                table: "dossier",
                column: "external_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_dossier_handling_agencies",
                table: "dossier",
                column: "handling_agencies")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_dossier_look_up_code",
                table: "dossier",
                column: "look_up_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_dossier_number",
                table: "dossier",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_dossier_open",
                table: "dossier",
                columns: new[] { "decided_by", "legal_due_at" },
                filter: "phase in ('Draft', 'Arrived', 'Accepted', 'Processing')");

            migrationBuilder.CreateIndex(
                name: "ix_dossier_owner_subject",
                table: "dossier",
                column: "owner_subject");

            migrationBuilder.CreateIndex(
                name: "ix_dossier_receiving_agency_submitted_at_id",
                table: "dossier",
                columns: new[] { "receiving_agency", "submitted_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_dossier_request_code",
                table: "dossier",
                column: "request_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_fee_dossier_id",
                table: "fee",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_history_dossier_id_id",
                table: "history",
                columns: new[] { "dossier_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_created_at",
                table: "idempotency",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_notice_dossier_id_kind_fact_sequence",
                table: "notice",
                columns: new[] { "dossier_id", "kind", "fact_sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_notice_gateway_id",
                table: "notice",
                column: "gateway_id");

            migrationBuilder.CreateIndex(
                name: "ix_notice_queued",
                table: "notice",
                column: "id",
                filter: "state = 'Queued'");

            migrationBuilder.CreateIndex(
                name: "ix_open_item_dossier_id",
                table: "open_item",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_open_item_open",
                table: "open_item",
                columns: new[] { "agency", "id" },
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_paper_dossier_id",
                table: "paper",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_party_dossier_id",
                table: "party",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_party_name_folded",
                table: "party",
                column: "name_folded")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_party_number_index",
                table: "party",
                column: "number_index");

            migrationBuilder.CreateIndex(
                name: "ix_party_phone_index",
                table: "party",
                column: "phone_index");

            migrationBuilder.CreateIndex(
                name: "ix_procedure_version_code",
                table: "procedure_version",
                column: "code");

            migrationBuilder.CreateIndex(
                name: "ix_reach_subject",
                table: "reach",
                column: "subject");

            migrationBuilder.CreateIndex(
                name: "ix_step_dossier_id",
                table: "step",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_supplement_dossier_id",
                table: "supplement",
                column: "dossier_id");

            migrationBuilder.CreateIndex(
                name: "ix_sync_dossier_id_version",
                table: "sync",
                columns: new[] { "dossier_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sync_queued",
                table: "sync",
                column: "id",
                filter: "state = 'Queued'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agency_version");

            migrationBuilder.DropTable(
                name: "blob");

            migrationBuilder.DropTable(
                name: "calendar_version");

            migrationBuilder.DropTable(
                name: "document");

            migrationBuilder.DropTable(
                name: "fee");

            migrationBuilder.DropTable(
                name: "history");

            migrationBuilder.DropTable(
                name: "idempotency");

            migrationBuilder.DropTable(
                name: "notice");

            migrationBuilder.DropTable(
                name: "number_counter");

            migrationBuilder.DropTable(
                name: "open_item");

            migrationBuilder.DropTable(
                name: "paper");

            migrationBuilder.DropTable(
                name: "party");

            migrationBuilder.DropTable(
                name: "procedure_version");

            migrationBuilder.DropTable(
                name: "reach");

            migrationBuilder.DropTable(
                name: "step");

            migrationBuilder.DropTable(
                name: "succession");

            migrationBuilder.DropTable(
                name: "supplement");

            migrationBuilder.DropTable(
                name: "sync");

            migrationBuilder.DropTable(
                name: "dossier");
        }
    }
}

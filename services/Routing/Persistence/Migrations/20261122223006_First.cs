using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HoanKiem.Routing.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "agency",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: true),
                    parent_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    system_of_record = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    serves = table.Column<List<string>>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agency", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "agency_succession",
                columns: table => new
                {
                    agency_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    effective = table.Column<DateOnly>(type: "date", nullable: false),
                    successors = table.Column<List<string>>(type: "text[]", nullable: false),
                    whole = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agency_succession", x => x.agency_id);
                });

            migrationBuilder.CreateTable(
                name: "case",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    parent_dossier_id = table.Column<Guid>(type: "uuid", nullable: true),
                    dossier_number = table.Column<string>(type: "text", nullable: false),
                    procedure_code = table.Column<string>(type: "text", nullable: false),
                    procedure_version = table.Column<string>(type: "text", nullable: false),
                    agency = table.Column<string>(type: "text", nullable: false),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    lead_agency = table.Column<string>(type: "text", nullable: true),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    calendar_version = table.Column<string>(type: "text", nullable: false),
                    on_paper = table.Column<bool>(type: "boolean", nullable: false),
                    given_at_once = table.Column<bool>(type: "boolean", nullable: false),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    phase = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    waits = table.Column<string>(type: "jsonb", nullable: false),
                    outcome = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    decision_number = table.Column<string>(type: "text", nullable: true),
                    signatory_subject = table.Column<string>(type: "text", nullable: true),
                    capacity = table.Column<string>(type: "text", nullable: true),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "external_event",
                columns: table => new
                {
                    system = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    message_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    result_number = table.Column<string>(type: "text", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    effect = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_external_event", x => new { x.system, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "external_request",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    system = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    agency = table.Column<string>(type: "text", nullable: false),
                    step_key = table.Column<string>(type: "text", nullable: false),
                    dossier_number = table.Column<string>(type: "text", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    last_heard_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_fault = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_external_request", x => x.id);
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
                name: "open_item",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    subject = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: true),
                    step_id = table.Column<Guid>(type: "uuid", nullable: true),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    options = table.Column<List<string>>(type: "text[]", nullable: false),
                    detail = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by = table.Column<string>(type: "text", nullable: true),
                    resolution = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_item", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "procedure_route",
                columns: table => new
                {
                    version_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    procedure_code = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    steps = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_procedure_route", x => x.version_id);
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
                name: "working_calendar",
                columns: table => new
                {
                    version = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    calendar_id = table.Column<string>(type: "text", nullable: false),
                    published = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_working_calendar", x => x.version);
                });

            migrationBuilder.CreateTable(
                name: "case_trace",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fact = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_trace", x => x.id);
                    table.ForeignKey(
                        name: "fk_case_trace_case_case_id",
                        column: x => x.case_id,
                        principalTable: "case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "hand_over",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_agency = table.Column<string>(type: "text", nullable: false),
                    to_agency = table.Column<string>(type: "text", nullable: false),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    given_by = table.Column<string>(type: "text", nullable: true),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hand_over", x => x.id);
                    table.ForeignKey(
                        name: "fk_hand_over_case_case_id",
                        column: x => x.case_id,
                        principalTable: "case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "opinion",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_agency = table.Column<string>(type: "text", nullable: false),
                    to_agency = table.Column<string>(type: "text", nullable: false),
                    question_code = table.Column<string>(type: "text", nullable: false),
                    period_from = table.Column<DateOnly>(type: "date", nullable: true),
                    period_to = table.Column<DateOnly>(type: "date", nullable: true),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    asked_by = table.Column<string>(type: "text", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answer_code = table.Column<string>(type: "text", nullable: true),
                    answer_number = table.Column<string>(type: "text", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<string>(type: "text", nullable: true),
                    timeliness = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_opinion", x => x.id);
                    table.ForeignKey(
                        name: "fk_opinion_case_case_id",
                        column: x => x.case_id,
                        principalTable: "case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "step",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dossier_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    system_of_record = table.Column<string>(type: "text", nullable: false),
                    limit = table.Column<string>(type: "jsonb", nullable: true),
                    after = table.Column<List<string>>(type: "text[]", nullable: false),
                    optional = table.Column<bool>(type: "boolean", nullable: false),
                    asked = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    agency = table.Column<string>(type: "text", nullable: true),
                    owner_subject = table.Column<string>(type: "text", nullable: true),
                    receiving_agency = table.Column<string>(type: "text", nullable: false),
                    handling_agencies = table.Column<string[]>(type: "text[]", nullable: false),
                    assigned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_order = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    missed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    hand_over_id = table.Column<Guid>(type: "uuid", nullable: true),
                    claimed_by = table.Column<string>(type: "text", nullable: true),
                    waits = table.Column<string>(type: "jsonb", nullable: false),
                    proposal = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    result_number = table.Column<string>(type: "text", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_by = table.Column<string>(type: "text", nullable: true),
                    timeliness = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    external_state = table.Column<string>(type: "text", nullable: true),
                    by_hand = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_step", x => x.id);
                    table.ForeignKey(
                        name: "fk_step_case_case_id",
                        column: x => x.case_id,
                        principalTable: "case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_case_agency",
                table: "case",
                column: "agency",
                filter: "phase in ('AwaitsRoute', 'Open')");

            migrationBuilder.CreateIndex(
                name: "ix_case_dossier_id",
                table: "case",
                column: "dossier_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_case_handling_agencies",
                table: "case",
                column: "handling_agencies")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_case_procedure_version",
                table: "case",
                column: "procedure_version",
                filter: "phase = 'AwaitsRoute'");

            migrationBuilder.CreateIndex(
                name: "ix_case_trace_case_id",
                table: "case_trace",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_external_event_step_id",
                table: "external_event",
                column: "step_id");

            migrationBuilder.CreateIndex(
                name: "ix_external_request_queued",
                table: "external_request",
                column: "next_attempt_at",
                filter: "state = 'Queued'");

            migrationBuilder.CreateIndex(
                name: "ix_external_request_sent",
                table: "external_request",
                column: "last_heard_at",
                filter: "state = 'Sent'");

            migrationBuilder.CreateIndex(
                name: "ix_external_request_step_id",
                table: "external_request",
                column: "step_id");

            migrationBuilder.CreateIndex(
                name: "ix_hand_over_case_id",
                table: "hand_over",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_hand_over_handling_agencies",
                table: "hand_over",
                column: "handling_agencies")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_hand_over_open",
                table: "hand_over",
                column: "id",
                filter: "acknowledged_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_created_at",
                table: "idempotency",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_open_item_handling_agencies",
                table: "open_item",
                column: "handling_agencies")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_open_item_kind_subject",
                table: "open_item",
                columns: new[] { "kind", "subject" },
                unique: true,
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_open_item_open",
                table: "open_item",
                columns: new[] { "opened_at", "id" },
                filter: "closed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_opinion_case_id",
                table: "opinion",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_opinion_open",
                table: "opinion",
                columns: new[] { "to_agency", "due_at", "id" },
                filter: "answered_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_reach_subject",
                table: "reach",
                column: "subject");

            migrationBuilder.CreateIndex(
                name: "ix_step_case_id_key",
                table: "step",
                columns: new[] { "case_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_step_open_work",
                table: "step",
                columns: new[] { "agency", "due_order", "id" },
                filter: "state in ('Assigned', 'Waiting')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agency");

            migrationBuilder.DropTable(
                name: "agency_succession");

            migrationBuilder.DropTable(
                name: "case_trace");

            migrationBuilder.DropTable(
                name: "external_event");

            migrationBuilder.DropTable(
                name: "external_request");

            migrationBuilder.DropTable(
                name: "hand_over");

            migrationBuilder.DropTable(
                name: "idempotency");

            migrationBuilder.DropTable(
                name: "open_item");

            migrationBuilder.DropTable(
                name: "opinion");

            migrationBuilder.DropTable(
                name: "procedure_route");

            migrationBuilder.DropTable(
                name: "reach");

            migrationBuilder.DropTable(
                name: "step");

            migrationBuilder.DropTable(
                name: "working_calendar");

            migrationBuilder.DropTable(
                name: "case");
        }
    }
}

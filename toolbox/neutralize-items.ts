/** One thing a copy must not do to the outside world, or must not know. Statements run only when all of it exists. */
type Item = {
  readonly name: string;
  /** Table → columns the statement uses. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  readonly sql: string;
};

const off = (name: string, table: string): Item => ({
  name,
  needs: { [table]: ["active"] },
  sql: `UPDATE ${table} SET active = false WHERE active`,
});
const cancelled = (name: string, table: string, states: string, to: string): Item => ({
  name,
  needs: { [table]: ["state"] },
  sql: `UPDATE ${table} SET state = '${to}' WHERE state IN (${states})`,
});
const emptied = (name: string, table: string): Item => ({
  name,
  needs: { [table]: ["id"] },
  sql: `DELETE FROM ${table}`,
});

/** Parameters that are keys to something outside. The database's own secret is replaced, not removed. */
const SECRET_PARAMETERS =
  "(token|secret|api[_.]?key|private[_.]?key|access[_.]?key|enterprise_code|[._]password$)";

/** Everything that is one statement, in the order it is told. */
export const ITEMS: readonly Item[] = [
  off("outgoing_mail_servers", "ir_mail_server"),
  off("incoming_mail_servers", "fetchmail_server"),
  cancelled("queued_mails", "mail_mail", "'outgoing'", "cancel"),
  cancelled("queued_text_messages", "sms_sms", "'outgoing', 'process', 'pending'", "canceled"),
  cancelled("queued_letters", "snailmail_letter", "'pending', 'error'", "canceled"),
  cancelled("queued_mailings", "mailing_mailing", "'in_queue', 'sending'", "draft"),
  emptied("scheduled_messages", "mail_message_schedule"),
  cancelled("queued_jobs", "queue_job", "'pending', 'enqueued', 'started', 'wait_dependencies'", "cancelled"),
  emptied("cron_triggers", "ir_cron_trigger"),
  emptied("api_keys", "res_users_apikeys"),
  emptied("passkeys", "auth_passkey_key"),
  emptied("trusted_devices", "auth_totp_device"),
  emptied("push_devices", "mail_push_device"),
  emptied("bus_messages", "bus_bus"),
  {
    name: "oauth_providers",
    needs: { auth_oauth_provider: ["enabled"] },
    sql: "UPDATE auth_oauth_provider SET enabled = false WHERE enabled",
  },
  {
    name: "payment_providers",
    needs: { payment_provider: ["state"] },
    sql: "UPDATE payment_provider SET state = 'disabled' WHERE state NOT IN ('test', 'disabled')",
  },
  {
    name: "carriers",
    needs: { delivery_carrier: ["prod_environment"] },
    sql: "UPDATE delivery_carrier SET prod_environment = false WHERE prod_environment",
  },
  {
    name: "purchase_accounts",
    needs: { iap_account: ["account_token"] },
    sql: "UPDATE iap_account SET account_token = account_token || '+disabled' WHERE account_token NOT LIKE '%+disabled'",
  },
  {
    name: "webhooks",
    needs: { ir_act_server: ["webhook_url"] },
    sql: "UPDATE ir_act_server SET webhook_url = 'https://neutralized.invalid' WHERE webhook_url IS NOT NULL",
  },
  {
    name: "secret_parameters",
    needs: { ir_config_parameter: ["key"] },
    sql: `DELETE FROM ir_config_parameter WHERE key ~* '${SECRET_PARAMETERS}' AND key NOT IN ('database.secret', 'database.uuid')`,
  },
  {
    name: "identity",
    needs: { ir_config_parameter: ["key", "value"] },
    sql: "UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key IN ('database.uuid', 'database.secret')",
  },
];

/** Tables whose columns may hold keys to something outside. */
export const TOKEN_TABLES = [
  "res_users",
  "res_users_settings",
  "res_company",
  "ir_mail_server",
  "fetchmail_server",
  "payment_provider",
  "delivery_carrier",
  "auth_oauth_provider",
];
/** Matched against `table.column`. */
export const TOKEN_COLUMN = /token|secret|api_?key|private_?key|\.smtp_pass$|^fetchmail_server\.password$/;
/** A user's own second factor: without it the copy would be easier to enter than the original. */
export const KEPT_COLUMNS = new Set(["totp_secret"]);

/**
 * The tables of Odoo that business, backups and health checks look at, with Odoo's own column names.
 * Times are UTC without a zone, as Odoo stores them. One string, executed once in an empty database.
 */
const STAMPS = `create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'),
  write_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc')`;

const BASE = `
CREATE TABLE res_currency (id serial PRIMARY KEY, name varchar NOT NULL UNIQUE, symbol varchar, active boolean NOT NULL DEFAULT true);
CREATE TABLE res_company (id serial PRIMARY KEY, name varchar NOT NULL, currency_id integer NOT NULL REFERENCES res_currency, partner_id integer, ${STAMPS});
CREATE TABLE res_partner (id serial PRIMARY KEY, name varchar NOT NULL, email varchar, phone varchar, city varchar,
  is_company boolean NOT NULL DEFAULT false, active boolean NOT NULL DEFAULT true,
  customer_rank integer NOT NULL DEFAULT 0, supplier_rank integer NOT NULL DEFAULT 0,
  company_id integer REFERENCES res_company, ${STAMPS});
CREATE TABLE res_users (id serial PRIMARY KEY, login varchar NOT NULL UNIQUE, password varchar, active boolean NOT NULL DEFAULT true,
  partner_id integer NOT NULL REFERENCES res_partner, company_id integer NOT NULL REFERENCES res_company, share boolean NOT NULL DEFAULT false, ${STAMPS});
CREATE TABLE res_users_apikeys (id serial PRIMARY KEY, name varchar NOT NULL, user_id integer NOT NULL REFERENCES res_users ON DELETE CASCADE,
  scope varchar, expiration_date timestamp, index varchar(8), key varchar NOT NULL, create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'));
CREATE INDEX res_users_apikeys_user_id_index_idx ON res_users_apikeys (user_id, index);
CREATE TABLE res_users_log (id serial PRIMARY KEY, create_uid integer REFERENCES res_users, create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'));
CREATE TABLE ir_module_module (id serial PRIMARY KEY, name varchar NOT NULL UNIQUE, state varchar(16) NOT NULL DEFAULT 'uninstalled',
  latest_version varchar, shortdesc varchar, author varchar, application boolean NOT NULL DEFAULT false, ${STAMPS});
CREATE TABLE ir_config_parameter (id serial PRIMARY KEY, key varchar NOT NULL UNIQUE, value text NOT NULL, ${STAMPS});
CREATE TABLE ir_cron (id serial PRIMARY KEY, cron_name varchar NOT NULL UNIQUE, active boolean NOT NULL DEFAULT true,
  interval_number integer NOT NULL DEFAULT 1, interval_type varchar NOT NULL DEFAULT 'minutes',
  nextcall timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'), lastcall timestamp, priority integer NOT NULL DEFAULT 5,
  failure_count integer NOT NULL DEFAULT 0, first_failure_date timestamp, code varchar NOT NULL, user_id integer REFERENCES res_users);
CREATE TABLE ir_cron_trigger (id serial PRIMARY KEY, cron_id integer NOT NULL REFERENCES ir_cron ON DELETE CASCADE, call_at timestamp NOT NULL);
CREATE TABLE ir_cron_progress (id serial PRIMARY KEY, cron_id integer NOT NULL REFERENCES ir_cron ON DELETE CASCADE, done integer NOT NULL DEFAULT 0,
  remaining integer NOT NULL DEFAULT 0, timed_out_counter integer NOT NULL DEFAULT 0, create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'));
CREATE TABLE ir_attachment (id serial PRIMARY KEY, name varchar NOT NULL, type varchar NOT NULL DEFAULT 'binary', res_model varchar, res_id integer,
  url varchar, store_fname varchar, db_datas bytea, checksum varchar(40), file_size integer NOT NULL DEFAULT 0, mimetype varchar, ${STAMPS});
CREATE INDEX ir_attachment_store_fname_idx ON ir_attachment (store_fname);
CREATE TABLE ir_mail_server (id serial PRIMARY KEY, name varchar NOT NULL, smtp_host varchar NOT NULL, smtp_port integer NOT NULL DEFAULT 25, active boolean NOT NULL DEFAULT true);
CREATE TABLE fetchmail_server (id serial PRIMARY KEY, name varchar NOT NULL, server varchar, active boolean NOT NULL DEFAULT true);
CREATE TABLE mail_mail (id serial PRIMARY KEY, state varchar NOT NULL DEFAULT 'outgoing', subject varchar, email_to text, body_html text,
  failure_reason text, model varchar, res_id integer, ${STAMPS});
CREATE TABLE sms_sms (id serial PRIMARY KEY, number varchar, body text, state varchar NOT NULL DEFAULT 'outgoing', create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'));
CREATE TABLE bus_bus (id serial PRIMARY KEY, channel varchar, message varchar, create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'));
CREATE TABLE ir_logging (id serial PRIMARY KEY, name varchar, level varchar, message text, create_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'));
CREATE TABLE payment_provider (id serial PRIMARY KEY, name varchar NOT NULL, state varchar NOT NULL DEFAULT 'disabled');
CREATE TABLE queue_job (id serial PRIMARY KEY, uuid varchar NOT NULL UNIQUE, name varchar, state varchar NOT NULL DEFAULT 'pending', channel varchar NOT NULL DEFAULT 'root',
  model_name varchar, method_name varchar, priority integer NOT NULL DEFAULT 10, retry integer NOT NULL DEFAULT 0, max_retries integer NOT NULL DEFAULT 5, exc_info text,
  date_created timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'), date_enqueued timestamp, date_started timestamp, date_done timestamp);
CREATE INDEX queue_job_state_idx ON queue_job (state);`;

const STOCK = `
CREATE TABLE product_template (id serial PRIMARY KEY, name jsonb NOT NULL, type varchar NOT NULL DEFAULT 'consu', is_storable boolean NOT NULL DEFAULT false,
  list_price numeric NOT NULL DEFAULT 1, standard_price numeric NOT NULL DEFAULT 0, sale_ok boolean NOT NULL DEFAULT true, purchase_ok boolean NOT NULL DEFAULT true,
  active boolean NOT NULL DEFAULT true, ${STAMPS});
CREATE TABLE product_product (id serial PRIMARY KEY, product_tmpl_id integer NOT NULL REFERENCES product_template ON DELETE CASCADE,
  default_code varchar, barcode varchar, active boolean NOT NULL DEFAULT true, ${STAMPS});
CREATE INDEX product_product_tmpl_idx ON product_product (product_tmpl_id);
CREATE TABLE stock_location (id serial PRIMARY KEY, name varchar NOT NULL, complete_name varchar, usage varchar NOT NULL, location_id integer REFERENCES stock_location,
  company_id integer REFERENCES res_company, active boolean NOT NULL DEFAULT true);
CREATE TABLE stock_warehouse (id serial PRIMARY KEY, name varchar NOT NULL, code varchar(5) NOT NULL, lot_stock_id integer NOT NULL REFERENCES stock_location,
  company_id integer NOT NULL REFERENCES res_company);
CREATE TABLE stock_picking_type (id serial PRIMARY KEY, name varchar NOT NULL, code varchar NOT NULL, sequence_code varchar NOT NULL,
  default_location_src_id integer REFERENCES stock_location, default_location_dest_id integer REFERENCES stock_location);
CREATE TABLE stock_quant (id serial PRIMARY KEY, product_id integer NOT NULL REFERENCES product_product, location_id integer NOT NULL REFERENCES stock_location,
  quantity numeric NOT NULL DEFAULT 0, reserved_quantity numeric NOT NULL DEFAULT 0, company_id integer REFERENCES res_company,
  in_date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'), UNIQUE (product_id, location_id));
CREATE TABLE stock_picking (id serial PRIMARY KEY, name varchar NOT NULL, state varchar NOT NULL DEFAULT 'draft', origin varchar,
  partner_id integer REFERENCES res_partner, picking_type_id integer NOT NULL REFERENCES stock_picking_type, location_id integer NOT NULL REFERENCES stock_location,
  location_dest_id integer NOT NULL REFERENCES stock_location, sale_id integer, purchase_id integer, scheduled_date timestamp, date_done timestamp,
  company_id integer REFERENCES res_company, ${STAMPS});
CREATE INDEX stock_picking_state_idx ON stock_picking (state);
CREATE INDEX stock_picking_sale_idx ON stock_picking (sale_id);
CREATE TABLE stock_move (id serial PRIMARY KEY, reference varchar, product_id integer NOT NULL REFERENCES product_product, product_uom_qty numeric NOT NULL,
  quantity numeric NOT NULL DEFAULT 0, state varchar NOT NULL DEFAULT 'draft', origin varchar, picking_id integer REFERENCES stock_picking ON DELETE CASCADE,
  location_id integer NOT NULL REFERENCES stock_location, location_dest_id integer NOT NULL REFERENCES stock_location, sale_line_id integer, purchase_line_id integer,
  production_id integer, raw_material_production_id integer, date timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'), company_id integer REFERENCES res_company, ${STAMPS});
CREATE INDEX stock_move_picking_idx ON stock_move (picking_id);
CREATE INDEX stock_move_product_idx ON stock_move (product_id, state);
CREATE INDEX stock_move_raw_idx ON stock_move (raw_material_production_id);`;

const SALES_AND_PURCHASE = `
CREATE TABLE sale_order (id serial PRIMARY KEY, name varchar NOT NULL, state varchar NOT NULL DEFAULT 'draft', partner_id integer NOT NULL REFERENCES res_partner,
  user_id integer REFERENCES res_users, company_id integer NOT NULL REFERENCES res_company, currency_id integer REFERENCES res_currency, client_order_ref varchar,
  date_order timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'), amount_untaxed numeric NOT NULL DEFAULT 0, amount_tax numeric NOT NULL DEFAULT 0,
  amount_total numeric NOT NULL DEFAULT 0, invoice_status varchar NOT NULL DEFAULT 'no', ${STAMPS});
CREATE INDEX sale_order_date_idx ON sale_order (date_order);
CREATE TABLE sale_order_line (id serial PRIMARY KEY, order_id integer NOT NULL REFERENCES sale_order ON DELETE CASCADE, product_id integer REFERENCES product_product,
  name text, product_uom_qty numeric NOT NULL DEFAULT 1, price_unit numeric NOT NULL DEFAULT 0, price_subtotal numeric NOT NULL DEFAULT 0,
  qty_delivered numeric NOT NULL DEFAULT 0, qty_invoiced numeric NOT NULL DEFAULT 0, state varchar, ${STAMPS});
CREATE INDEX sale_order_line_order_idx ON sale_order_line (order_id);
CREATE TABLE purchase_order (id serial PRIMARY KEY, name varchar NOT NULL, state varchar NOT NULL DEFAULT 'draft', partner_id integer NOT NULL REFERENCES res_partner,
  company_id integer NOT NULL REFERENCES res_company, currency_id integer REFERENCES res_currency, date_order timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'utc'),
  date_approve timestamp, amount_total numeric NOT NULL DEFAULT 0, ${STAMPS});
CREATE TABLE purchase_order_line (id serial PRIMARY KEY, order_id integer NOT NULL REFERENCES purchase_order ON DELETE CASCADE, product_id integer REFERENCES product_product,
  name text, product_qty numeric NOT NULL DEFAULT 1, price_unit numeric NOT NULL DEFAULT 0, price_subtotal numeric NOT NULL DEFAULT 0, qty_received numeric NOT NULL DEFAULT 0, ${STAMPS});
CREATE INDEX purchase_order_line_order_idx ON purchase_order_line (order_id);`;

const MANUFACTURING = `
CREATE TABLE mrp_workcenter (id serial PRIMARY KEY, name varchar NOT NULL, active boolean NOT NULL DEFAULT true);
CREATE TABLE mrp_production (id serial PRIMARY KEY, name varchar NOT NULL, state varchar NOT NULL DEFAULT 'draft', product_id integer NOT NULL REFERENCES product_product,
  product_qty numeric NOT NULL DEFAULT 1, qty_producing numeric NOT NULL DEFAULT 0, origin varchar, date_start timestamp, date_finished timestamp,
  company_id integer NOT NULL REFERENCES res_company, ${STAMPS});
CREATE INDEX mrp_production_state_idx ON mrp_production (state);
CREATE TABLE mrp_workorder (id serial PRIMARY KEY, name varchar NOT NULL, state varchar NOT NULL DEFAULT 'pending', production_id integer NOT NULL REFERENCES mrp_production ON DELETE CASCADE,
  workcenter_id integer REFERENCES mrp_workcenter, duration_expected numeric NOT NULL DEFAULT 0, duration numeric NOT NULL DEFAULT 0,
  date_start timestamp, date_finished timestamp, ${STAMPS});
CREATE INDEX mrp_workorder_production_idx ON mrp_workorder (production_id);`;

const ACCOUNTING = `
CREATE TABLE account_journal (id serial PRIMARY KEY, name varchar NOT NULL, code varchar(5) NOT NULL, type varchar NOT NULL, company_id integer REFERENCES res_company);
CREATE TABLE account_account (id serial PRIMARY KEY, name varchar NOT NULL, code varchar NOT NULL, account_type varchar NOT NULL);
CREATE TABLE account_move (id serial PRIMARY KEY, name varchar, state varchar NOT NULL DEFAULT 'draft', move_type varchar NOT NULL DEFAULT 'entry',
  partner_id integer REFERENCES res_partner, date date NOT NULL DEFAULT current_date, invoice_date date, journal_id integer NOT NULL REFERENCES account_journal,
  currency_id integer REFERENCES res_currency, company_id integer NOT NULL REFERENCES res_company, amount_untaxed numeric NOT NULL DEFAULT 0,
  amount_total numeric NOT NULL DEFAULT 0, invoice_origin varchar, payment_state varchar NOT NULL DEFAULT 'not_paid',
  sequence_prefix varchar, sequence_number integer, ${STAMPS});
CREATE UNIQUE INDEX account_move_unique_name ON account_move (name, journal_id) WHERE state = 'posted';
CREATE INDEX account_move_sequence_idx ON account_move (journal_id, sequence_prefix, sequence_number);
CREATE TABLE account_move_line (id serial PRIMARY KEY, move_id integer NOT NULL REFERENCES account_move ON DELETE CASCADE, name varchar,
  product_id integer REFERENCES product_product, account_id integer REFERENCES account_account, quantity numeric NOT NULL DEFAULT 1, price_unit numeric NOT NULL DEFAULT 0,
  debit numeric NOT NULL DEFAULT 0, credit numeric NOT NULL DEFAULT 0, balance numeric NOT NULL DEFAULT 0, display_type varchar NOT NULL DEFAULT 'product', ${STAMPS});
CREATE INDEX account_move_line_move_idx ON account_move_line (move_id);`;

const NUMBERING = `
CREATE TABLE ir_sequence (id serial PRIMARY KEY, name varchar NOT NULL, code varchar NOT NULL UNIQUE, prefix varchar NOT NULL, padding integer NOT NULL,
  implementation varchar NOT NULL DEFAULT 'standard');
INSERT INTO ir_sequence (name, code, prefix, padding) VALUES
  ('Sales Order', 'sale.order', 'S', 5), ('Purchase Order', 'purchase.order', 'P', 5), ('Receipts', 'stock.picking.in', 'WH/IN/', 5),
  ('Delivery Orders', 'stock.picking.out', 'WH/OUT/', 5), ('Internal Transfers', 'stock.picking.int', 'WH/INT/', 5), ('Production', 'mrp.production', 'WH/MO/', 5);
DO $$ DECLARE row ir_sequence%ROWTYPE; BEGIN
  FOR row IN SELECT * FROM ir_sequence LOOP EXECUTE format('CREATE SEQUENCE %I', 'ir_sequence_' || lpad(row.id::text, 3, '0')); END LOOP;
END $$;`;

export const SCHEMA_SQL = [BASE, STOCK, SALES_AND_PURCHASE, MANUFACTURING, ACCOUNTING, NUMBERING].join("\n");

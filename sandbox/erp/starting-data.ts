/** Rows every database needs to work at all: company, administrator, warehouse, journals, crons. */
const FOUNDATION = `
INSERT INTO res_currency (name, symbol) VALUES ('EUR', '€'), ('USD', '$'), ('GBP', '£'), ('CHF', 'CHF'), ('SEK', 'kr'), ('PLN', 'zł');
INSERT INTO res_company (name, currency_id) VALUES ('My Company', 1);
INSERT INTO res_partner (name, is_company) VALUES ('My Company', true);
INSERT INTO res_partner (name, email) VALUES ('OdooBot', 'odoobot@example.com'), ('Administrator', 'admin@example.com');
UPDATE res_company SET partner_id = 1;
INSERT INTO res_users (login, partner_id, company_id, active) VALUES ('__system__', 2, 1, false), ('admin', 3, 1, true);
INSERT INTO ir_config_parameter (key, value) VALUES ('database.uuid', gen_random_uuid()::text), ('database.secret', gen_random_uuid()::text),
  ('database.create_date', to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD HH24:MI:SS')), ('web.base.url', 'http://localhost:8069');
INSERT INTO ir_cron (cron_name, interval_number, interval_type, code, user_id) VALUES
  ('Base: Auto-vacuum internal data', 1, 'days', 'autovacuum', 1), ('Mail: Email Queue Manager', 1, 'minutes', 'mail_queue', 1),
  ('Procurement: run scheduler', 10, 'minutes', 'procurement', 1), ('Operations: heartbeat', 1, 'minutes', 'heartbeat', 1),
  ('Job queue: run pending jobs', 1, 'minutes', 'queue_jobs', 1);
INSERT INTO ir_mail_server (name, smtp_host, smtp_port) VALUES ('Local spool', 'spool', 25);
INSERT INTO fetchmail_server (name, server) VALUES ('Incoming orders', 'imap.example.com');
INSERT INTO payment_provider (name, state) VALUES ('Wire Transfer', 'enabled'), ('Card Terminal', 'test');
INSERT INTO stock_location (name, complete_name, usage) VALUES ('Vendors', 'Partners/Vendors', 'supplier'), ('Customers', 'Partners/Customers', 'customer'),
  ('Production', 'Virtual Locations/Production', 'production'), ('WH', 'WH', 'view');
INSERT INTO stock_location (name, complete_name, usage, location_id) VALUES ('Stock', 'WH/Stock', 'internal', 4), ('Shelf A', 'WH/Stock/Shelf A', 'internal', 5);
INSERT INTO stock_warehouse (name, code, lot_stock_id, company_id) VALUES ('Main warehouse', 'WH', 5, 1);
INSERT INTO stock_picking_type (name, code, sequence_code, default_location_src_id, default_location_dest_id) VALUES
  ('Receipts', 'incoming', 'IN', 1, 5), ('Delivery Orders', 'outgoing', 'OUT', 5, 2), ('Internal Transfers', 'internal', 'INT', 5, 6);
INSERT INTO mrp_workcenter (name) VALUES ('Cutting'), ('Assembly'), ('Packing');
INSERT INTO account_journal (name, code, type, company_id) VALUES ('Customer Invoices', 'INV', 'sale', 1), ('Vendor Bills', 'BILL', 'purchase', 1), ('Miscellaneous', 'MISC', 'general', 1);
INSERT INTO account_account (name, code, account_type) VALUES ('Account Receivable', '121000', 'asset_receivable'), ('Product Sales', '400000', 'income'),
  ('Account Payable', '211000', 'liability_payable'), ('Expenses', '600000', 'expense');`;

/** A small manufacturer's past: people, products, stock, orders, deliveries, work orders, purchases, invoices. */
const HISTORY = `
INSERT INTO res_partner (name, email, phone, city, is_company, customer_rank)
  SELECT (ARRAY['Aldermoor','Brightwater','Castlegate','Dunmore','Elmfield','Fairholt','Glenrock','Harbourne'])[1 + n % 8] || ' ' || (ARRAY['Furniture','Interiors','Trading'])[1 + n % 3],
    'orders' || n || '@customer.example', '+44 20 7946 0' || lpad(n::text, 3, '0'), (ARRAY['Leeds','Porto','Gdansk','Lyon','Utrecht'])[1 + n % 5], true, 1 FROM generate_series(1, 24) n;
INSERT INTO res_partner (name, email, is_company, supplier_rank)
  SELECT (ARRAY['Northern Timber','Steel & Sons','Paintworks','Bolt Supply','Textile Mill','Glass Union'])[n], 'sales' || n || '@supplier.example', true, 1 FROM generate_series(1, 6) n;
INSERT INTO res_partner (name, email) SELECT (ARRAY['Ines Duarte','Tomasz Nowak','Priya Shah','Karl Lindt'])[n], 'staff' || n || '@company.example' FROM generate_series(1, 4) n;
INSERT INTO res_users (login, partner_id, company_id) SELECT p.email, p.id, 1 FROM res_partner p WHERE p.email LIKE 'staff%';
INSERT INTO product_template (name, is_storable, list_price, standard_price)
  SELECT jsonb_build_object('en_US', (ARRAY['Desk','Chair','Cabinet','Shelf','Lamp'])[1 + n % 5] || ' ' || (ARRAY['Oak','Ash','Birch','Walnut'])[1 + n % 4] || ' ' || n), true, 40 + n * 7.5, 18 + n * 3 FROM generate_series(1, 24) n;
INSERT INTO product_template (name, is_storable, list_price, standard_price, sale_ok)
  SELECT jsonb_build_object('en_US', (ARRAY['Board','Leg','Screw set','Varnish','Hinge'])[1 + n % 5] || ' ' || n), true, 4 + n, 2 + n * 0.5, false FROM generate_series(1, 16) n;
INSERT INTO product_product (product_tmpl_id, default_code, barcode) SELECT id, 'FURN-' || lpad(id::text, 4, '0'), '40' || lpad(id::text, 11, '0') FROM product_template ORDER BY id;
INSERT INTO stock_quant (product_id, location_id, quantity, company_id) SELECT id, 5, 400 + id * 11 % 300, 1 FROM product_product;
INSERT INTO stock_quant (product_id, location_id, quantity, company_id) SELECT id, 6, 20 + id * 7 % 50, 1 FROM product_product WHERE id % 3 = 0;
INSERT INTO sale_order (name, state, partner_id, user_id, company_id, currency_id, date_order, invoice_status)
  SELECT 'S' || lpad(nextval('ir_sequence_001')::text, 5, '0'), CASE WHEN n <= 36 THEN 'sale' ELSE 'draft' END, 4 + n % 24, 2, 1, 1,
    (now() AT TIME ZONE 'utc') - make_interval(hours => (44 - n) * 5), CASE WHEN n <= 20 THEN 'invoiced' WHEN n <= 36 THEN 'to invoice' ELSE 'no' END FROM generate_series(1, 42) n;
INSERT INTO sale_order_line (order_id, product_id, name, product_uom_qty, price_unit, price_subtotal, state)
  SELECT o.id, p.id, t.name->>'en_US', 1 + (o.id + k) % 4, t.list_price, t.list_price * (1 + (o.id + k) % 4), o.state
  FROM sale_order o CROSS JOIN generate_series(1, 2) k JOIN product_product p ON p.id = 1 + (o.id * 3 + k * 7) % 24 JOIN product_template t ON t.id = p.product_tmpl_id;
UPDATE sale_order o SET amount_untaxed = s.total, amount_total = s.total FROM (SELECT order_id, sum(price_subtotal) total FROM sale_order_line GROUP BY 1) s WHERE s.order_id = o.id;
INSERT INTO stock_picking (name, state, origin, partner_id, picking_type_id, location_id, location_dest_id, sale_id, scheduled_date, date_done, company_id)
  SELECT 'WH/OUT/' || lpad(nextval('ir_sequence_004')::text, 5, '0'), CASE WHEN o.id <= 28 THEN 'done' ELSE 'assigned' END, o.name, o.partner_id, 2, 5, 2, o.id, o.date_order,
    CASE WHEN o.id <= 28 THEN o.date_order + interval '3 hours' END, 1 FROM sale_order o WHERE o.state = 'sale' ORDER BY o.id;
INSERT INTO stock_move (reference, product_id, product_uom_qty, quantity, state, origin, picking_id, location_id, location_dest_id, sale_line_id, date, company_id)
  SELECT k.name, l.product_id, l.product_uom_qty, CASE WHEN k.state = 'done' THEN l.product_uom_qty ELSE 0 END, k.state, k.origin, k.id, 5, 2, l.id, k.scheduled_date, 1
  FROM stock_picking k JOIN sale_order_line l ON l.order_id = k.sale_id;
UPDATE sale_order_line l SET qty_delivered = l.product_uom_qty FROM stock_picking k WHERE k.sale_id = l.order_id AND k.state = 'done';
INSERT INTO mrp_production (name, state, product_id, product_qty, qty_producing, date_start, date_finished, company_id)
  SELECT 'WH/MO/' || lpad(nextval('ir_sequence_006')::text, 5, '0'), CASE WHEN n <= 7 THEN 'done' ELSE 'confirmed' END, 1 + n, 5 + n, CASE WHEN n <= 7 THEN 5 + n ELSE 0 END,
    (now() AT TIME ZONE 'utc') - make_interval(hours => (12 - n) * 9), CASE WHEN n <= 7 THEN (now() AT TIME ZONE 'utc') - make_interval(hours => (12 - n) * 9 - 4) END, 1 FROM generate_series(1, 10) n;
INSERT INTO stock_move (reference, product_id, product_uom_qty, quantity, state, origin, location_id, location_dest_id, raw_material_production_id, company_id)
  SELECT m.name, 25 + (m.id + k) % 16, m.product_qty * k, CASE WHEN m.state = 'done' THEN m.product_qty * k ELSE 0 END, m.state, m.name, 5, 3, m.id, 1 FROM mrp_production m CROSS JOIN generate_series(1, 2) k;
INSERT INTO mrp_workorder (name, state, production_id, workcenter_id, duration_expected, duration, date_start, date_finished)
  SELECT c.name, CASE WHEN m.state = 'done' THEN 'done' ELSE 'ready' END, m.id, c.id, 30 * c.id, CASE WHEN m.state = 'done' THEN 28 * c.id ELSE 0 END, m.date_start, m.date_finished
  FROM mrp_production m CROSS JOIN mrp_workcenter c;
INSERT INTO purchase_order (name, state, partner_id, company_id, currency_id, date_order, date_approve)
  SELECT 'P' || lpad(nextval('ir_sequence_002')::text, 5, '0'), CASE WHEN n <= 6 THEN 'purchase' ELSE 'draft' END, 27 + 1 + n % 6, 1, 1, (now() AT TIME ZONE 'utc') - make_interval(days => 9 - n),
    CASE WHEN n <= 6 THEN (now() AT TIME ZONE 'utc') - make_interval(days => 9 - n) END FROM generate_series(1, 8) n;
INSERT INTO purchase_order_line (order_id, product_id, name, product_qty, price_unit, price_subtotal)
  SELECT o.id, p.id, t.name->>'en_US', 50, t.standard_price, 50 * t.standard_price FROM purchase_order o JOIN product_product p ON p.id = 25 + o.id % 16 JOIN product_template t ON t.id = p.product_tmpl_id;
UPDATE purchase_order o SET amount_total = l.price_subtotal FROM purchase_order_line l WHERE l.order_id = o.id;
INSERT INTO account_move (name, state, move_type, partner_id, invoice_date, date, journal_id, currency_id, company_id, amount_untaxed, amount_total, invoice_origin, sequence_prefix, sequence_number)
  SELECT 'INV/' || extract(year FROM now()) || '/' || lpad(o.id::text, 5, '0'), 'posted', 'out_invoice', o.partner_id, o.date_order::date, o.date_order::date, 1, 1, 1,
    o.amount_untaxed, o.amount_total, o.name, 'INV/' || extract(year FROM now()) || '/', o.id FROM sale_order o WHERE o.id <= 20;
INSERT INTO account_move_line (move_id, name, account_id, quantity, price_unit, debit, credit, balance, display_type)
  SELECT m.id, m.invoice_origin, a.id, 1, m.amount_total, CASE WHEN a.id = 1 THEN m.amount_total ELSE 0 END, CASE WHEN a.id = 2 THEN m.amount_total ELSE 0 END,
    CASE WHEN a.id = 1 THEN m.amount_total ELSE -m.amount_total END, CASE WHEN a.id = 1 THEN 'payment_term' ELSE 'product' END FROM account_move m CROSS JOIN account_account a WHERE a.id IN (1, 2);
INSERT INTO queue_job (uuid, name, state, model_name, method_name, date_started, date_done)
  SELECT gen_random_uuid()::text, 'Print labels of ' || k.name, 'done', 'stock.picking', 'print_labels', k.date_done, k.date_done FROM stock_picking k WHERE k.state = 'done' LIMIT 12;`;

export const FOUNDATION_SQL = FOUNDATION;
export const STARTING_DATA_SQL = `${FOUNDATION}\n${HISTORY}`;

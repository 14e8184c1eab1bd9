import { companyOf, inState, numberOr } from "@/sandbox/erp/business/defaults";
import type { Env, Values } from "@/sandbox/erp/records";

const JOURNAL_OF_TYPE: Readonly<Record<string, string>> = {
  out_invoice: "sale",
  out_refund: "sale",
  in_invoice: "purchase",
  in_refund: "purchase",
};

export async function accountMoveDefaults(env: Env, values: Values): Promise<Values> {
  const type = JOURNAL_OF_TYPE[String(values["move_type"] ?? "entry")] ?? "general";
  const journals = await env.sql<{ id: number }>(
    `SELECT id FROM account_journal WHERE type = $1 ORDER BY id LIMIT 1`,
    [type],
  );
  return { name: "/", journal_id: journals[0]?.id, ...(await companyOf(env)), ...values };
}

/** An invoice line is booked on the income account; customers' invoices are credited there. */
export async function accountLineDefaults(env: Env, values: Values): Promise<Values> {
  const accounts = await env.sql<{ id: number }>(
    `SELECT id FROM account_account WHERE account_type = 'income' ORDER BY id LIMIT 1`,
  );
  const amount = Math.round(numberOr(values["quantity"], 1) * numberOr(values["price_unit"], 0) * 100) / 100;
  const { tax_ids: _taxes, ...own } = values;
  return { account_id: accounts[0]?.id, credit: amount, balance: -amount, ...own };
}

export async function totalAccountMove(env: Env, id: number): Promise<void> {
  await env.sql(
    `UPDATE account_move m SET amount_untaxed = s.total, amount_total = s.total
       FROM (SELECT coalesce(sum(credit), 0) AS total FROM account_move_line WHERE move_id = $1 AND display_type = 'product') s WHERE m.id = $1`,
    [id],
  );
}

/** Posts journal entries: they get the next number of their journal without gaps, and the balancing line. */
export async function postAccountMoves(env: Env, ids: readonly number[]): Promise<boolean> {
  const drafts = await inState(env, "account_move", ids, ["draft"], "The entry must be in draft.");
  for (const id of drafts) {
    const name = await numberMove(env, id);
    await env.sql(
      `INSERT INTO account_move_line (move_id, name, account_id, debit, balance, display_type)
         SELECT m.id, m.name, a.id, m.amount_total, m.amount_total, 'payment_term'
           FROM account_move m, account_account a WHERE m.id = $1 AND a.account_type = 'asset_receivable' ORDER BY a.id LIMIT 1`,
      [id],
    );
    await attachDocument(env, id, name);
  }
  return true;
}

/** The journal row is the lock: two postings never take one number, and a rollback gives it back. */
async function numberMove(env: Env, id: number): Promise<string> {
  const rows = await env.sql<{ journal_id: number; prefix: string }>(
    `SELECT m.journal_id, j.code || '/' || extract(year FROM coalesce(m.invoice_date, m.date)) || '/' AS prefix
       FROM account_move m JOIN account_journal j ON j.id = m.journal_id WHERE m.id = $1 FOR UPDATE OF j`,
    [id],
  );
  const { journal_id, prefix } = rows[0] ?? { journal_id: 0, prefix: "" };
  const posted = await env.sql<{ name: string }>(
    `UPDATE account_move SET state = 'posted', invoice_date = coalesce(invoice_date, current_date), sequence_prefix = $3,
       sequence_number = n.next, name = $3 || lpad(n.next::text, 5, '0')
       FROM (SELECT coalesce(max(sequence_number), 0) + 1 AS next FROM account_move WHERE journal_id = $2 AND sequence_prefix = $3) n
      WHERE account_move.id = $1 RETURNING account_move.name`,
    [id, journal_id, prefix],
  );
  return posted[0]?.name ?? "/";
}

/** Keeps the printed invoice as an attachment, in the filestore where there is one. */
async function attachDocument(env: Env, id: number, name: string): Promise<void> {
  const rows = await env.sql<{ partner: string | null; total: number; company: string }>(
    `SELECT p.name AS partner, m.amount_total AS total, c.name AS company FROM account_move m
       JOIN res_company c ON c.id = m.company_id LEFT JOIN res_partner p ON p.id = m.partner_id WHERE m.id = $1`,
    [id],
  );
  const { partner, total, company } = rows[0] ?? { partner: "", total: 0, company: "" };
  const page = `<!doctype html><title>${name}</title><h1>${name}</h1><p>${company} to ${partner ?? ""}: ${total.toFixed(2)}</p>\n`;
  const bytes = Buffer.from(page);
  if (env.filestore === undefined) {
    await env.sql(
      `INSERT INTO ir_attachment (name, res_model, res_id, db_datas, file_size, mimetype) VALUES ($1, 'account.move', $2, $3, $4, 'text/html')`,
      [`${name}.html`, id, bytes, bytes.length],
    );
    return;
  }
  const file = await env.filestore.put(bytes);
  await env.sql(
    `INSERT INTO ir_attachment (name, res_model, res_id, store_fname, checksum, file_size, mimetype) VALUES ($1, 'account.move', $2, $3, $4, $5, 'text/html')`,
    [`${name}.html`, id, file.store_fname, file.checksum, file.file_size],
  );
}

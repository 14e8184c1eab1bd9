import { userError } from "@/sandbox/erp/errors";
import type { Env } from "@/sandbox/erp/records";

/** GS1 prefix of a company in examples. */
const COMPANY_PREFIX = "4012345";

/** A GS1 check digit: weights 3 and 1 from the right. */
export function checkDigit(digits: string): number {
  const sum = [...digits]
    .reverse()
    .reduce((all, digit, index) => all + Number(digit) * (index % 2 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10;
}

/** The number of a shipping unit (SSCC): extension digit, company, serial of nine digits, check digit. */
function shippingNumber(serial: number): string {
  const body = `0${COMPANY_PREFIX}${String(serial).padStart(9, "0").slice(-9)}`;
  return `${body}${checkDigit(body)}`;
}

/** The label of an outgoing delivery for a label printer, as ZPL: to whom, which delivery, and its barcode. */
export async function shippingLabel(env: Env, pickingId: number): Promise<string> {
  const rows = await env.sql<{ name: string; partner: string | null; code: string }>(
    `SELECT k.name, p.name AS partner, t.code FROM stock_picking k JOIN stock_picking_type t ON t.id = k.picking_type_id
       LEFT JOIN res_partner p ON p.id = k.partner_id WHERE k.id = $1`,
    [pickingId],
  );
  const delivery = rows[0];
  if (delivery === undefined || delivery.code !== "outgoing")
    throw userError("A shipping label can only be printed for a delivery.");
  if (delivery.partner === null) throw userError(`${delivery.name} has nobody to ship to.`);
  const plain = (text: string) => text.replace(/[\^~]/g, " ");
  return [
    "^XA^CI28",
    `^FO40,40^A0N,40,40^FD${plain(delivery.partner)}^FS`,
    `^FO40,100^A0N,30,30^FD${plain(delivery.name)}^FS`,
    `^FO40,160^BY3^BCN,140,Y,N,N,D^FD>;>800${shippingNumber(pickingId)}^FS`,
    "^XZ",
  ].join("\n");
}

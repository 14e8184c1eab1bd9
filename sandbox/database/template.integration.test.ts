import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { prepareTemplate, TEMPLATE_DATABASE, withAdmin } from "@/sandbox/database/template";

const url = process.env["SANDBOX_TEST_POSTGRES_URL"];
if (url === undefined) throw new Error("SANDBOX_TEST_POSTGRES_URL is not set; npm test sets it.");

it("gives each copy sequences whose first number is written to the log, so that a crash never repeats one", async () => {
  await prepareTemplate(url);
  const copy = `template_${randomUUID().slice(0, 8)}`;
  await withAdmin(url, undefined, (client) =>
    client.query(`CREATE DATABASE ${copy} TEMPLATE ${TEMPLATE_DATABASE}`),
  );
  try {
    const left = await withAdmin(url, copy, async (client) => {
      const logged = async () =>
        (await client.query<{ log_cnt: string }>("SELECT log_cnt FROM sale_order_id_seq")).rows[0]?.log_cnt;
      const before = await logged();
      await client.query("SELECT nextval('sale_order_id_seq')");
      return { before, after: await logged() };
    });
    // 32 numbers are logged ahead, and only then: none were left over, so the first one was logged.
    expect(left).toEqual({ before: "0", after: "32" });
  } finally {
    await withAdmin(url, undefined, (client) => client.query(`DROP DATABASE ${copy} WITH (FORCE)`));
  }
});

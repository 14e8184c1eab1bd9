/**
 * Files of tests that run side by side have a database each: sweeps look at all of it. `npm test` makes
 * TEST_DATABASE_COPIES of them, of which the first has the plain name and the others end in their number.
 */
const url = process.env["TEST_DATABASE_URL"];
const copies = Number(process.env["TEST_DATABASE_COPIES"] ?? "1");
const worker = ((Number(process.env["VITEST_POOL_ID"] ?? "1") - 1) % copies) + 1;

if (url !== undefined && worker > 1) {
  const own = new URL(url);
  own.pathname += `_${worker}`;
  process.env["TEST_DATABASE_URL"] = own.toString();
}

/**
 * Files of tests that run side by side have a database each: sweeps look at all of it. `npm test` makes
 * TEST_DATABASE_COPIES of them, of which the first has the plain name and the others end in their number.
 */
const copies = Number(process.env["TEST_DATABASE_COPIES"] ?? "1");
const worker = ((Number(process.env["VITEST_POOL_ID"] ?? "1") - 1) % copies) + 1;
const url = process.env["TEST_DATABASE_URL"];
const ending = `_${worker}`;

// Files that share a process come here one after the other.
if (url !== undefined && worker > 1 && !new URL(url).pathname.endsWith(ending)) {
  const own = new URL(url);
  own.pathname += ending;
  process.env["TEST_DATABASE_URL"] = own.toString();
}

/**
 * Families of modules a calendar speaks of. A module belongs to a family when one of the words of its name is one of
 * the family's: `stock_account` moves stock and writes accounts, `l10n_de` is law about accounts.
 */
export const MODULE_FAMILIES = {
  account: {
    name: "Accounting",
    words: ["account", "accountant", "accounting", "invoice", "l10n", "payment", "analytic"],
  },
  stock: { name: "Stock", words: ["stock", "delivery", "inventory", "warehouse"] },
  mrp: { name: "Manufacturing", words: ["mrp", "quality", "maintenance", "plm"] },
  barcode: { name: "Barcodes", words: ["barcode", "barcodes", "iot"] },
  purchase: { name: "Purchase", words: ["purchase"] },
  sale: { name: "Sales", words: ["sale", "sales", "crm"] },
  pos: { name: "Points of sale", words: ["pos", "point"] },
  website: { name: "Website", words: ["website", "portal"] },
  hr: { name: "People", words: ["hr", "payroll", "timesheet"] },
} as const;

export type ModuleFamily = keyof typeof MODULE_FAMILIES;

export const MODULE_FAMILY_IDS = Object.keys(MODULE_FAMILIES) as readonly ModuleFamily[];

const isFamily = (name: string): name is ModuleFamily => Object.hasOwn(MODULE_FAMILIES, name);

/** What people call a family; one nobody knows is called as it is written. */
export const familyName = (family: string): string =>
  isFamily(family) ? MODULE_FAMILIES[family].name : family;

/** The words of the names of these modules, for asking about many families. */
export const wordsOf = (modules: readonly string[]): ReadonlySet<string> =>
  new Set(
    modules
      .join(" ")
      .toLowerCase()
      .split(/[_.\-\s]+/),
  );

/** Whether one of these words is one of the families'; a family nobody knows is taken for a word of names. */
export const touchFamilies = (words: ReadonlySet<string>, families: readonly string[]): boolean =>
  families.some((family) =>
    isFamily(family) ? MODULE_FAMILIES[family].words.some((word) => words.has(word)) : words.has(family),
  );

import type { ScenarioProcess } from "./scenario";

const process = (
  name: string,
  owner: readonly [name: string, contact: string],
  [rpoMinutes, rtoMinutes]: readonly [number, number],
  fallback: string,
  workflows: ScenarioProcess["workflows"] = [],
): ScenarioProcess => ({
  name,
  ownerName: owner[0],
  ownerContact: owner[1],
  rpoMinutes,
  rtoMinutes,
  fallback,
  workflows,
});

/** By tenant: what stands still when the ERP does, and what people do meanwhile. */
export const processes = {
  nordwerk: [
    process(
      "Warehouse picking",
      ["Anke Sievers", "+49 451 5550 132, anke.sievers@nordwerk.example"],
      [240, 30],
      "Pick lists of the current wave hang printed at gate 3. Goods issue on paper list L-9 with time and initials; the shift office enters them in that order.",
      ["stock_move"],
    ),
    process(
      "Work orders at the line",
      ["Henrik Lorenz", "henrik.lorenz@nordwerk.example"],
      [240, 60],
      "Route cards WO-F2 lie at every line for the next two shifts. Quantities and scrap are written on the card, batch numbers from the label, not from memory.",
      ["work_order"],
    ),
    process(
      "Invoicing",
      ["Dörte Hansen", "buchhaltung@nordwerk.example"],
      [1_440, 1_440],
      "Deliveries go out with the delivery note; invoices are written the day after.",
      ["invoice"],
    ),
  ],
  kaltenbach: [
    process(
      "Melt and pour",
      ["Eva Brunner", "+43 3842 5550 11, eva.brunner@kaltenbach.example"],
      [240, 60],
      "The furnace does not wait: charge sheets for the next three melts are printed at the start of every shift. Analysis is written by hand on the sheet and entered by the laboratory.",
      ["work_order"],
    ),
    process(
      "Shipping castings",
      ["Josef Pichler", "versand@kaltenbach.example"],
      [720, 240],
      "Pallets are labelled with pre-printed GS1 labels from the safe; numbers used go onto list V-3.",
      ["label"],
    ),
  ],
  "maple-ridge": [
    process(
      "Counter sales in Calgary",
      ["Alice Tremblay", "alice.tremblay@mapleridge.example"],
      [720, 120],
      "Sell from the printed price list with the paper till book; card payments by the terminal, which works without the ERP.",
      ["sale_order"],
    ),
    process(
      "Assembly in Guelph",
      ["Noah Singh", "+1 519 555 0144, noah.singh@mapleridge.example"],
      [720, 240],
      "Build by the kits that are already picked; serial numbers go onto the kit's card.",
    ),
  ],
  "sato-precision": [
    process(
      "Lens coating batches",
      ["Kenji Sato", "+81 266 555 018, kenji.sato@sato-precision.example"],
      [240, 30],
      "The chamber goes on with its loaded recipe. Batch, start and pressure are written into logbook C-1 every 15 minutes; no new batch is loaded until the ERP answers.",
      ["work_order"],
    ),
    process(
      "Customer shipments",
      ["Yui Tanaka", "shukka@sato-precision.example"],
      [480, 240],
      "Shipments that are packed leave with the carrier's own label; serial numbers are photographed.",
      ["label"],
    ),
  ],
} as const satisfies Record<string, readonly ScenarioProcess[]>;

import type { Fault, ModuleVersion } from "@/sandbox/erp/release";

/** Host part of every image reference this registry answers for. */
export const REGISTRY_HOST = "registry.sandbox.test";

/** Programs the cluster runs beside the ERP, under this tag: an installed package, or one of the build's own. */
export const TOOLS = {
  prometheus: { tag: "2.42.0", created: "2023-02-01T13:12:00Z" },
  postgresql: { tag: "1", created: "2026-11-21T06:00:00Z" },
  toolbox: { tag: "1", created: "2026-11-21T06:00:00Z" },
} as const;

/** One row per published tag. `overrides` are laid over the module set of `basedOn`. */
type Row = {
  readonly tag: string;
  readonly created: string;
  readonly basedOn?: string;
  readonly overrides: Readonly<Record<string, string>>;
  readonly fault?: Fault;
};

const FIRST_MODULES = {
  base: "19.0.1.3.0",
  mail: "19.0.1.19.0",
  account: "19.0.1.4.0",
  stock: "19.0.1.1.0",
  sale_management: "19.0.1.0.0",
  purchase: "19.0.1.2.0",
  mrp: "19.0.1.2.0",
  mrp_workorder_ext: "19.0.3.4.1",
  stock_barcode_nw: "19.0.2.9.0",
  label_zebra: "19.0.1.7.2",
};

const ROWS: readonly Row[] = [
  { tag: "2026.10.4", created: "2026-10-23T09:12:00Z", overrides: FIRST_MODULES },
  {
    tag: "2026.11.1",
    created: "2026-11-04T14:05:00Z",
    basedOn: "2026.10.4",
    overrides: { stock_barcode_nw: "19.0.2.9.1" },
  },
  {
    tag: "2026.11.2",
    created: "2026-11-11T10:41:00Z",
    basedOn: "2026.11.1",
    overrides: {
      mrp_workorder_ext: "19.0.4.0.0",
      stock_barcode_nw: "19.0.2.9.3",
      label_zebra: "19.0.1.8.0",
      queue_job_watch: "19.0.1.0.0",
    },
  },
  {
    tag: "2026.11.3",
    created: "2026-11-13T08:20:00Z",
    basedOn: "2026.11.2",
    overrides: { label_zebra: "19.0.1.8.1" },
    fault: "work-orders",
  },
  {
    tag: "2026.11.4",
    created: "2026-11-16T08:02:00Z",
    basedOn: "2026.11.1",
    overrides: {},
    fault: "crash-loop",
  },
  {
    tag: "2026.11.5",
    created: "2026-11-17T12:30:00Z",
    basedOn: "2026.11.2",
    overrides: { mrp_workorder_ext: "19.0.5.0.0" },
    fault: "migration-fails",
  },
  {
    tag: "2026.11.6",
    created: "2026-11-18T09:00:00Z",
    basedOn: "2026.11.1",
    overrides: {},
    fault: "order-confirm-errors",
  },
  { tag: "2026.11.7", created: "2026-11-19T09:00:00Z", basedOn: "2026.11.1", overrides: {}, fault: "slow" },
  {
    tag: "2026.11.8",
    created: "2026-11-20T09:00:00Z",
    basedOn: "2026.11.1",
    overrides: {},
    fault: "memory-leak",
  },
  {
    tag: "2026.11.9",
    created: "2026-11-20T13:00:00Z",
    basedOn: "2026.11.1",
    overrides: {},
    fault: "errors",
  },
  { tag: "2026.11.10", created: "2026-11-20T16:30:00Z", basedOn: "2026.11.1", overrides: {} },
  // Pushed, and registered by nobody yet: what a pipeline has just built.
  {
    tag: "2026.11.11",
    created: "2026-11-21T07:30:00Z",
    basedOn: "2026.11.1",
    overrides: { label_zebra: "19.0.1.7.3" },
  },
  {
    tag: "2026.11.12",
    created: "2026-11-21T09:10:00Z",
    basedOn: "2026.11.1",
    overrides: {},
    fault: "large-work-orders",
  },
];

export type Published = {
  readonly repository: string;
  readonly tag: string;
  readonly created: string;
  readonly modules: readonly ModuleVersion[];
  readonly fault: Fault | undefined;
};

/** Every published release of the repository `erp`, oldest first. */
export function publishedReleases(): readonly Published[] {
  const sets = new Map<string, Record<string, string>>();
  return ROWS.map((row) => {
    const inherited = row.basedOn === undefined ? {} : (sets.get(row.basedOn) ?? {});
    const set = { ...inherited, ...row.overrides };
    sets.set(row.tag, set);
    return {
      repository: "erp",
      tag: row.tag,
      created: row.created,
      modules: Object.entries(set).map(([name, version]) => ({ name, version })),
      fault: row.fault,
    };
  });
}

/** Every published tool; a tool has no modules and no faults. */
export function publishedTools(): readonly Published[] {
  return Object.entries(TOOLS).map(([repository, { tag, created }]) => ({
    repository,
    tag,
    created,
    modules: [],
    fault: undefined,
  }));
}

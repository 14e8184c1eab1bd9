// The house's floors as rules. A folder imports itself and the floors below it; never sideways, upward or in a circle.
const FLOORS = {
  domain: [],
  contracts: ["domain"],
  telemetry: ["domain"],
  ports: ["domain", "contracts", "telemetry"],
  data: ["domain", "contracts", "telemetry", "ports"],
  adapters: ["domain", "contracts", "telemetry", "ports"],
  client: ["domain", "contracts"],
  usecases: ["domain", "contracts", "telemetry", "ports", "data"],
  engine: ["domain", "contracts", "telemetry", "ports", "data"],
  operations: ["domain", "contracts", "telemetry", "ports", "data", "usecases", "engine"],
  runtime: [
    "domain",
    "contracts",
    "telemetry",
    "ports",
    "data",
    "adapters",
    "usecases",
    "engine",
    "operations",
  ],
  auth: ["domain", "contracts", "telemetry", "ports", "data", "usecases", "runtime"],
  http: ["domain", "contracts", "telemetry", "ports", "data", "usecases", "runtime", "auth"],
  testing: [
    "domain",
    "contracts",
    "telemetry",
    "ports",
    "data",
    "adapters",
    "usecases",
    "engine",
    "operations",
    "runtime",
  ],
};

const TEST = "\\.test\\.tsx?$";
const floorRules = Object.entries(FLOORS).map(([floor, below]) => ({
  name: `floor-${floor}`,
  comment: `lib/${floor} may import only itself and the floors below it`,
  severity: "error",
  from: { path: `^lib/${floor}/`, pathNot: TEST },
  to: {
    path: "^(lib|app|components|workers|sandbox|cli|prisma)/",
    pathNot: `^lib/(${[floor, ...below].join("|")})/`,
  },
}));

const only = (name, packages, where) => ({
  name,
  severity: "error",
  from: { pathNot: [where, TEST] },
  to: { path: `^node_modules/(${packages})(/|$)` },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-undeclared-package",
      severity: "error",
      from: { path: "^(app|components|lib|workers|sandbox|toolbox|prisma)/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    ...floorRules,
    {
      name: "domain-knows-no-package",
      severity: "error",
      from: { path: "^lib/domain/", pathNot: TEST },
      to: { path: "^node_modules/", pathNot: "^node_modules/(croner|@marcbachmann/cel-js)/" },
    },
    {
      name: "domain-knows-no-machine",
      severity: "error",
      from: { path: "^lib/domain/", pathNot: TEST },
      to: { dependencyTypes: ["core"] },
    },
    only("prisma-only-in-data", "@prisma|prisma", "^(lib/data|lib/testing|prisma\\.config|scripts)"),
    only(
      "sdk-only-in-adapters",
      "bullmq|ioredis|@kubernetes",
      "^(lib/adapters|lib/testing|sandbox/conformance|scripts)",
    ),
    only(
      "next-auth-only-in-auth",
      "next-auth",
      "^(lib/auth|app/api/auth|components/sign-in|lib/client|components/account)",
    ),
    {
      name: "adapters-only-from-runtime",
      severity: "error",
      from: { pathNot: ["^lib/(adapters|runtime|testing)/", TEST, "^scripts/"] },
      to: { path: "^lib/adapters/" },
    },
    {
      name: "components-see-little",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(lib|app|workers|sandbox|prisma)/", pathNot: "^lib/(domain|contracts|client)/" },
    },
    {
      name: "primitives-know-no-domain",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: "^(lib|components/(?!ui/))" },
    },
    {
      name: "app-composes",
      severity: "error",
      from: { path: "^app/" },
      to: { path: "^(lib/(data|adapters|engine|operations|ports)|workers|sandbox|prisma)/" },
    },
    {
      name: "workers-are-a-door",
      severity: "error",
      from: { path: "^(workers|prisma)/", pathNot: TEST },
      to: { path: "^(app|components|lib/(adapters|http|auth|client))/" },
    },
    {
      name: "sandbox-stands-alone",
      severity: "error",
      from: { path: "^sandbox/", pathNot: TEST },
      to: { path: "^(lib|app|components|workers|prisma)/", pathNot: "^lib/domain/" },
    },
    {
      name: "toolbox-stands-alone",
      comment: "the program of another pod: its tests alone use the sandbox's ERP",
      severity: "error",
      from: { path: "^toolbox/", pathNot: [TEST, "^toolbox/testing\\.ts$"] },
      to: { path: "^(lib|app|components|workers|prisma|sandbox)/", pathNot: "^lib/domain/" },
    },
    {
      name: "nobody-knows-the-toolbox",
      severity: "error",
      from: { path: "^(lib|app|components|workers|sandbox)/", pathNot: TEST },
      to: { path: "^toolbox/" },
    },
    {
      name: "nobody-knows-the-sandbox",
      severity: "error",
      from: { path: "^(lib|app|components|workers)/", pathNot: TEST },
      to: { path: "^sandbox/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^lib/data/generated/|^sandbox/conformance/.*\\.mjs$)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};

// Writes lib/domain/policy/shipped-rules.ts from policies/*.yaml: the rules that hold until somebody writes others.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { inRoot } from "./lib/paths.mjs";

const EMPTY = { elsewhere: "", waivable: false, stages: [], tiers: [], moments: [] };
const files = readdirSync(inRoot("policies"))
  .filter((name) => name.endsWith(".yaml"))
  .sort();
const rules = files.flatMap((name) => parse(readFileSync(inRoot("policies", name), "utf8")));
const complete = rules.map((rule) => ({ ...EMPTY, ...rule }));
const text = `// Written by scripts/policies.mjs from policies/*.yaml: edit those, then run it again.
import type { RuleSource } from "./rule-source";

export const SHIPPED_RULES: readonly RuleSource[] = ${JSON.stringify(complete, null, 2)};
`;
writeFileSync(inRoot("lib", "domain", "policy", "shipped-rules.ts"), text);
console.log(`${complete.length} rules of ${files.length} files.`);

import { compileCondition, evaluationFault, readable } from "./cel";
import type { FactsDocument, ReadableFacts } from "./facts-schema";
import type { Gate } from "./gate";
import { groundsOfRule } from "./rule-grounds";
import { compileTemplate, type RuleSource } from "./rule-source";

/** A written rule ready to be asked; null where it is neither asked nor shown. */
export type WrittenRule = { id: string; ask: (document: FactsDocument, facts: ReadableFacts) => Gate | null };

/** One version of the written rules, ready to be asked. `number` 0 are those that are shipped. */
export type WrittenPolicy = { number: number; rules: readonly WrittenRule[] };

/** Compiles a version once. A rule that does not compile any more refuses by itself: it never lets pass. */
export const compilePolicy = (number: number, sources: readonly RuleSource[]): WrittenPolicy => ({
  number,
  rules: sources.map(compileRule),
});

const MEND = "Mend the rule under Policies, Gate rules.";

function compileRule(source: RuleSource): WrittenRule {
  const { id, title, waivable } = source;
  const made = (verdict: Gate["verdict"], fact: string, remedy: string | null): Gate => {
    return { id, title, verdict, fact, remedy, waivable };
  };
  const broken = (why: string): Gate => ({
    ...made("fail", `The rule could not be evaluated: ${why}`, MEND),
    grounds: [`broken: ${source.when}`],
  });
  const grounds = groundsOfRule(source.when);
  const condition = compileCondition(source.when);
  const [fact, remedy, passes, elsewhere] = [
    compileTemplate(source.fact),
    compileTemplate(source.remedy),
    compileTemplate(source.passes),
    compileTemplate(source.elsewhere),
  ];
  if (!condition.ok) return { id, ask: () => broken(condition.fault.message) };
  const faulty = [fact, remedy, passes, elsewhere].find(({ ok }) => !ok);
  if (faulty?.ok === false) return { id, ask: () => broken(faulty.fault.message) };
  if (!fact.ok || !remedy.ok || !passes.ok || !elsewhere.ok) throw new Error("A template is neither.");
  const objects = source.verdict === "block" ? "fail" : "warn";
  const ask: WrittenRule["ask"] = (document, facts) => {
    try {
      if (!isAsked(source, document)) {
        return source.elsewhere === "" ? null : made("pass", elsewhere.render(facts), null);
      }
      return condition.evaluate(facts)
        ? { ...made(objects, fact.render(facts), remedy.render(facts)), grounds: grounds(document) }
        : made("pass", passes.render(facts), null);
    } catch (error) {
      return broken(evaluationFault(error));
    }
  };
  return { id, ask };
}

const isAsked = ({ stages, tiers, moments }: RuleSource, { environment, moment }: FactsDocument): boolean =>
  holds(stages, environment.stage) && holds(tiers, environment.tier) && holds(moments, moment);

const holds = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.includes(value);

/** What the written rules say to these facts. */
export function askWritten(policy: WrittenPolicy, document: FactsDocument): readonly Gate[] {
  if (policy.rules.length === 0) return [];
  const facts = readable(document);
  const gates: Gate[] = [];
  for (const rule of policy.rules) {
    const gate = rule.ask(document, facts);
    if (gate !== null) gates.push(gate);
  }
  return gates;
}

import type { Gate } from "./gate";

/** The template that approved a standard change, and why it covers it no more; null when it does. */
export type TemplateFacts = { name: string; refusal: string | null };

/** What was approved beforehand runs only as long as it is what was approved: within its template's limits, now. */
export function withinTemplate({ template }: { template: TemplateFacts | null }): Gate {
  const [id, title] = ["within_template", "Within its template"] as const;
  if (template === null)
    return { id, title, verdict: "pass", fact: "No template approved it: people decide.", remedy: null };
  if (template.refusal === null)
    return { id, title, verdict: "pass", fact: `It is within the limits of ${template.name}.`, remedy: null };
  return {
    ...{ id, title, verdict: "fail" },
    fact: `${template.name} approved it beforehand and covers it no more: ${template.refusal}`,
    remedy: "Submit the change again, or a train anew for its car: people decide on it then.",
  };
}

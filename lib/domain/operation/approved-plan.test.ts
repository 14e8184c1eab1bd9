import { describe, expect, it } from "vitest";
import { observationDefaults } from "../health/observation";
import { type PlanContent, planContent, planDifferences } from "./approved-plan";
import { planDeploy } from "./deploy";
import type { DeployStrategy } from "./strategy";

const RUNNING = { id: "r1", name: "2026.10.4" };
const settings = observationDefaults("production");
const around = { stage: "production", watchEditedBy: null } as const;

function content(
  changed: Partial<PlanContent> = {},
  watched = settings,
  expectedSeconds: number | null = null,
): PlanContent {
  const strategy: DeployStrategy = changed.strategy ?? "recreate";
  const modules = { install: ["label"], update: ["mrp"] };
  const closing = { expectedSeconds, timeZone: "Europe/Berlin" };
  const steps = planDeploy({ strategy, hasPreviousRelease: true, modules, settings: watched, closing });
  return { ...planContent({ strategy, running: RUNNING, steps, ...modules }), ...changed };
}

describe("what was approved and what would run", () => {
  it("are the same though history expects other times by now", () => {
    expect(planDifferences(content(), content({}, settings, 300), around)).toEqual([]);
    expect(content()).toEqual(content({}, settings, 300));
  });

  it("differ by the release that runs, and say which was deployed meanwhile", () => {
    const now = content({ running: { id: "r2", name: "2026.11.1" } });
    expect(planDifferences(content(), now, around)).toEqual([
      "Since the approval 2026.11.1 was deployed; 2026.10.4 ran there then.",
    ]);
    expect(planDifferences(content({ running: null }), now, around)[0]).toContain("nothing ran there then");
  });

  it("differ by how the stage is watched, and say who set it", () => {
    const now = content({}, { ...settings, soakSeconds: 60 });
    const by = (watchEditedBy: string | null) =>
      planDifferences(content(), now, { stage: "production", watchEditedBy });
    expect(by("Erik Kovář")).toEqual([
      "The watch settings of Production were changed by Erik Kovář since the approval.",
    ]);
    expect(by(null)).toEqual(["The watch settings of Production have changed since the approval."]);
  });

  it("differ by strategy and modules", () => {
    const told = planDifferences(
      content(),
      content({ strategy: "rolling", update: ["mrp", "sale"] }),
      around,
    );
    expect(told).toEqual([
      "Approved was the strategy recreate; it would be rolling now.",
      "Approved were one module to install and 1 to update; it would be one module to install and 2 to update now.",
    ]);
  });

  it("differ by a step, or by what one is told", () => {
    const all = content();
    const fewer = { ...all, steps: all.steps.filter(({ name }) => name !== "notify") };
    expect(planDifferences(all, fewer, around)[0]).toContain("without “Tell those concerned”");
    expect(planDifferences(fewer, all, around)[0]).toContain("now with “Tell those concerned”");
    const [first, ...others] = all.steps;
    const told = { ...all, steps: [{ name: first?.name ?? "", parameters: { more: true } }, ...others] };
    expect(planDifferences(all, told, around)[0]).toContain("“Check the gates again” is told differs");
  });
});

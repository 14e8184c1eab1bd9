import { describe, expect, it } from "vitest";
import { type ObservationSettings, observationDefaults } from "../health/observation";
import { closedTime, type DeployPlanInput, planDeploy } from "./deploy";
import { DEPLOY_STEPS, deployStepText, deployStepTouches } from "./deploy-steps";
import { planLimitMs } from "./plan";
import { DEPLOY_STRATEGIES } from "./strategy";

const MODULES = [
  { install: [], update: [] },
  { install: ["queue_job_watch"], update: [] },
  { install: [], update: ["stock_barcode_nw"] },
] as const;
const watched = observationDefaults("production");
const unwatched: ObservationSettings = { ...watched, soakSeconds: 0, canarySoakSeconds: 0 };
const inputs: DeployPlanInput[] = DEPLOY_STRATEGIES.flatMap((strategy) =>
  [true, false].flatMap((hasPreviousRelease) =>
    [watched, unwatched].flatMap((settings) =>
      [true, false].flatMap((checkpoint) =>
        MODULES.map((modules) => ({ strategy, hasPreviousRelease, settings, checkpoint, modules })),
      ),
    ),
  ),
);
const plan = (over: Partial<DeployPlanInput>) =>
  planDeploy({
    strategy: "rolling",
    hasPreviousRelease: true,
    settings: watched,
    modules: MODULES[2],
    ...over,
  });
const names = (over: Partial<DeployPlanInput>, phase: "forward" | "rollback" = "forward") =>
  plan(over).flatMap((step) => (step.phase === phase ? [step.name] : []));

describe("the steps of each strategy, in order", () => {
  it("rolling", () => {
    expect(names({})).toEqual(
      "gates preflight render baseline notify migrate rollout smoke observe record".split(" "),
    );
  });
  it("canary", () => {
    expect(names({ strategy: "canary" })).toEqual(
      (
        "gates preflight render baseline notify migrate canary canary_smoke canary_watch widen widen_watch " +
        "rollout smoke observe record"
      ).split(" "),
    );
  });
  it("recreate", () => {
    expect(names({ strategy: "recreate" })).toEqual(
      "gates preflight render baseline notify quiesce migrate rollout smoke open observe record".split(" "),
    );
  });
  it("recreate with a place for the checkpoint: saved before the update, brought back before anything else", () => {
    const saved = { strategy: "recreate", checkpoint: true } as const;
    expect(names(saved)).toEqual(
      "gates preflight render baseline notify quiesce checkpoint migrate rollout smoke open observe record".split(
        " ",
      ),
    );
    expect(names(saved, "rollback")).toEqual(
      "restore_data restore_release restore_rollout restore_smoke restore_open restore_record".split(" "),
    );
  });
  it("no checkpoint where the door stays open, nothing is updated or nothing ran before", () => {
    for (const over of [
      { strategy: "rolling" },
      { strategy: "canary" },
      { strategy: "recreate", modules: MODULES[0] },
      { strategy: "recreate", hasPreviousRelease: false },
    ] as const) {
      const all = plan({ ...over, checkpoint: true }).map(({ name }) => name);
      expect(all).not.toContain("checkpoint");
      expect(all).not.toContain("restore_data");
    }
  });
  it("without watching, and without modules", () => {
    const bare = { settings: unwatched, modules: MODULES[0] };
    expect(names(bare)).toEqual("gates preflight render notify rollout smoke record".split(" "));
    expect(names({ ...bare, strategy: "canary" })).toEqual(
      "gates preflight render notify canary canary_smoke widen rollout smoke record".split(" "),
    );
  });
  it("with one share only, nothing is widened", () => {
    const settings = { ...watched, canaryPercents: [25] };
    expect(names({ strategy: "canary", settings })).not.toContain("widen");
  });
  it("and back: a closed door is opened again, a first deployment has no way back", () => {
    const back = "restore_release restore_rollout restore_smoke restore_record".split(" ");
    expect(names({}, "rollback")).toEqual(back);
    expect(names({ strategy: "canary" }, "rollback")).toEqual(back);
    expect(names({ strategy: "recreate" }, "rollback")).toEqual(
      "restore_release restore_rollout restore_smoke restore_open restore_record".split(" "),
    );
    expect(names({ hasPreviousRelease: false }, "rollback")).toEqual(["stop_here"]);
  });
});

describe("every plan", () => {
  it.each(inputs)("names each step once, forward before rollback, for %j", (input) => {
    const steps = planDeploy(input);
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
    const phases = steps.map(({ phase }) => phase);
    expect(phases.lastIndexOf("forward")).toBeLessThan(phases.indexOf("rollback"));
    for (const step of steps) {
      expect(step.title).not.toBe("");
      expect(step.ifItFails).not.toBe("");
      expect(step.timeoutMs).toBeGreaterThanOrEqual(60_000);
    }
  });

  it.each(inputs)("touches nothing before it has rendered, measured and told, for %j", (input) => {
    const forward = planDeploy(input).filter(({ phase }) => phase === "forward");
    const first = forward.findIndex(({ name }) => deployStepTouches(name));
    const before = forward.slice(0, first).map(({ name }) => name);
    expect(before).toEqual(expect.arrayContaining(["gates", "preflight", "render", "notify"]));
  });

  it.each(inputs)("allows more time than all steps and waits together, for %j", (input) => {
    const steps = planDeploy(input);
    const sum = steps.reduce((total, { timeoutMs, waitsMs = 0 }) => total + timeoutMs + waitsMs, 0);
    expect(planLimitMs(steps)).toBeGreaterThan(sum);
  });

  it("covers every known step in some plan", () => {
    const planned = new Set(inputs.flatMap((input) => planDeploy(input).map(({ name }) => name)));
    expect([...planned].sort()).toEqual(Object.keys(DEPLOY_STEPS).sort());
  });

  it("promises to go back only where there is something to go back to", () => {
    const first = plan({ hasPreviousRelease: false });
    expect(first.filter(({ ifItFails }) => ifItFails.includes("goes back"))).toEqual([]);
    expect(plan({}).find(({ name }) => name === "rollout")?.ifItFails).toContain("goes back");
  });
});

describe("what the plan tells its steps", () => {
  const told = (steps: ReturnType<typeof plan>, name: string) =>
    steps.find((step) => step.name === name)?.parameters;

  it("shares, soak times and settings", () => {
    const steps = plan({ strategy: "canary" });
    expect(told(steps, "canary")).toEqual({ percent: 10 });
    expect(told(steps, "canary_smoke")).toEqual({ percent: 10 });
    expect(told(steps, "widen")).toEqual({ percent: 50 });
    expect(told(steps, "baseline")).toEqual({ seconds: watched.baselineSeconds, settings: watched });
    expect(told(steps, "canary_watch")).toEqual({ seconds: watched.canarySoakSeconds, settings: watched });
    expect(told(steps, "observe")).toEqual({ seconds: watched.soakSeconds, settings: watched });
  });

  it("that preflight looks for a place, and that watching asks once the door was closed", () => {
    const steps = plan({ strategy: "recreate", checkpoint: true });
    expect(told(steps, "preflight")).toEqual({ checkpoint: true });
    expect(told(plan({ strategy: "recreate" }), "preflight")).toBeUndefined();
    expect(told(steps, "observe")).toEqual({ seconds: watched.soakSeconds, settings: watched, asks: true });
    expect(told(steps, "restore_data")).toEqual({ drainSeconds: 120 });
    for (const name of ["migrate", "rollout", "smoke", "open"])
      expect(steps.find((step) => step.name === name)?.ifItFails).toContain("restores the checkpoint");
    expect(steps.find(({ name }) => name === "observe")?.ifItFails).toContain("A person decides");
  });

  it("the strategy where it matters, and what the maintenance page may say", () => {
    const closing = { expectedSeconds: 90, timeZone: "Europe/Berlin" };
    const steps = plan({ strategy: "recreate", closing });
    expect(told(steps, "quiesce")).toEqual({ drainSeconds: 120, ...closing });
    for (const name of ["rollout", "restore_release", "restore_rollout"]) {
      expect(told(steps, name)).toEqual({ strategy: "recreate" });
    }
  });
});

describe("how long the door is closed", () => {
  const recreate = plan({ strategy: "recreate" });
  const known = new Map([
    ["quiesce", 10],
    ["migrate", 20.2],
    ["rollout", 8],
    ["smoke", 2],
    ["open", 3],
    ["observe", 900],
  ]);

  it("is what history says, from closing to opening", () => {
    expect(closedTime(recreate, known)?.expected).toBe(44);
  });
  it("is not guessed where a step has no history, but has a limit", () => {
    const closed = closedTime(recreate, new Map([["migrate", 20]]));
    expect(closed?.expected).toBeNull();
    expect(closed?.atMost).toBe((8 + 32 + 15 + 5 + 10) * 60);
  });
  it("is no question where it stays open", () => {
    expect(closedTime(plan({ strategy: "canary" }), known)).toBeNull();
  });
});

it("keeps the name of a step it does not know", () => {
  expect(deployStepText("toString")).toEqual({ title: "toString", ifItFails: "" });
  expect(deployStepText("smoke").title).toBe("Run the business checks");
});

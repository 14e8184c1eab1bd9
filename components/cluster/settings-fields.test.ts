import { expect, it } from "vitest";
import { fieldsOf, settingsOf } from "./settings-fields";

const source = { kind: "service", namespace: "monitoring", service: "prometheus", port: 9090 } as const;
const stored = { region: "Hamburg", maxOperations: 4, metricsSource: source, takesDrills: false };

it("shows what is stored and sends the same back", () => {
  for (const settings of [stored, { ...stored, metricsSource: null, takesDrills: true }]) {
    expect(settingsOf(fieldsOf(settings))).toEqual(settings);
  }
});

it("takes an empty source away, and sends half of one for the server to name what lacks", () => {
  const fields = fieldsOf(stored);
  const empty = { ...fields, namespace: " ", service: "", port: "" };
  expect(settingsOf(empty).metricsSource).toBeNull();
  expect(settingsOf({ ...empty, service: "prometheus" }).metricsSource).toEqual({
    kind: "service",
    namespace: "",
    service: "prometheus",
    port: 0,
  });
  expect(settingsOf({ ...fields, maxOperations: "many" }).maxOperations).toBe(0);
});

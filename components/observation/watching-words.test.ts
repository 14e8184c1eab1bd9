import { expect, it } from "vitest";
import { ObservationSettings } from "@/lib/contracts/api/resources/observation";
import { observationDefaults } from "@/lib/domain/health/observation";
import { watchingSentences } from "./watching-words";

const production = ObservationSettings.parse(observationDefaults("production"));

it("says how a canary is watched, on what evidence, and who decides until when", () => {
  expect(watchingSentences(production, true)).toEqual([
    "The release is given to 10\u00a0%, then 50\u00a0% of the visitors, each watched for 5 min.",
    "With everybody on it, it is watched for 15 min and compared with the same weekday and hour a week before, or else with the 30 min before.",
    "Fewer than 50 requests prove nothing: then a person is asked.",
    "A question waits 4 h for an answer; without one it goes back.",
  ]);
});

it("does not speak of a canary where there is none, nor of a time that is not watched", () => {
  expect(watchingSentences(production, false)[0]).toMatch(/^With everybody on it/);
  const only = watchingSentences({ ...production, soakSeconds: 0 }, true);
  expect(only.join(" ")).not.toContain("With everybody");
  expect(watchingSentences({ ...production, soakSeconds: 0 }, false)).toEqual([
    "Nothing is watched: the release is recorded as soon as its business checks pass.",
  ]);
});

import { durationText } from "@/lib/client/time-text";
import type { ObservationSettings } from "@/lib/contracts/api/resources/observation";

const span = (seconds: number) => durationText(seconds * 1_000);

/** How a release is watched, in sentences: how long, on how much evidence, and who decides when. */
export function watchingSentences(settings: ObservationSettings, canary: boolean): string[] {
  const { soakSeconds, canarySoakSeconds, canaryPercents, baselineSeconds } = settings;
  if (soakSeconds === 0 && (!canary || canarySoakSeconds === 0)) {
    return ["Nothing is watched: the release is recorded as soon as its business checks pass."];
  }
  const sentences: string[] = [];
  if (canary) {
    const shares = canaryPercents.map((percent) => `${percent}\u00a0%`).join(", then ");
    const watched = canarySoakSeconds === 0 ? "" : `, each watched for ${span(canarySoakSeconds)}`;
    sentences.push(`The release is given to ${shares} of the visitors${watched}.`);
  }
  if (soakSeconds > 0) {
    sentences.push(
      `With everybody on it, it is watched for ${span(soakSeconds)} and compared with the same weekday and hour a week before, or else with the ${span(baselineSeconds)} before.`,
    );
  }
  sentences.push(evidence(settings), answer(settings));
  return sentences;
}

const evidence = ({ minimumRequests, whenThin }: ObservationSettings): string =>
  `Fewer than ${minimumRequests} requests prove nothing: then ${
    whenThin === "ask" ? "a person is asked" : "it goes on with a note"
  }.`;

const answer = ({ answerSeconds }: ObservationSettings): string =>
  `A question waits ${span(answerSeconds)} for an answer; without one it goes back.`;

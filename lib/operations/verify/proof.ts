import "server-only";
import { z } from "zod";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { done, type StepContext } from "@/lib/engine/step";
import type { DeployStep } from "../deploy/effects";

/** The question that only an ERP on the copy answers, among those the toolbox asked. */
export const ERP_CHECK = "erp_answers";

const Read = z.object({
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  filesHashed: z.number(),
  /** What was compared, as a sentence goes on. */
  compared: z.string(),
  seconds: z.number(),
});

/** What the reading found, for the steps after it. */
export const readOf = ({ results }: StepContext) => Read.parse(results.get("read_back"));

const Asked = z.union([
  z.object({ obstacle: z.string() }),
  z.object({
    seconds: z.number(),
    checks: z.number(),
    release: z.string(),
    obstacle: z.null().default(null),
  }),
]);

/** Of a plan from before an ERP was asked at all. */
const NEVER_ASKED = { obstacle: "it was begun by an earlier Holdfast, which started no ERP on it" };

/** Only what an ERP answered on is proven; what was merely read back whole says so, and why no more. */
export const recordProof: DeployStep = {
  name: "record_proof",
  touches: true,
  gated: false,
  isDone: async () => null,
  async perform(effects, ctx) {
    const { checks, filesHashed, compared, seconds } = readOf(ctx);
    const asked = Asked.parse(ctx.results.get("ask_erp") ?? NEVER_ASKED);
    const { records } = effects.recovery;
    if (asked.obstacle !== null) {
      const sentence = `Read back whole in ${spokenSeconds(seconds)}, but not proven: ${asked.obstacle}.`;
      const detail = `not asked: ${asked.obstacle}`;
      const result = { checks: [...checks, { name: ERP_CHECK, ok: false, detail }], filesHashed };
      await records.finishVerification(ctx.operationId, { passed: null, sentence, result, seconds });
      return done(sentence);
    }
    const took = spokenSeconds(asked.seconds);
    const sentence = `Proven: loaded and compared in ${spokenSeconds(seconds)}; ${compared}. The ERP answered on it in ${took}.`;
    const detail = `${asked.release} answered on it in ${took}, all ${asked.checks} business checks pass`;
    await records.finishVerification(ctx.operationId, {
      passed: true,
      sentence,
      result: { checks: [...checks, { name: ERP_CHECK, ok: true, detail }], filesHashed },
      seconds: seconds + asked.seconds,
    });
    return done(sentence);
  },
};

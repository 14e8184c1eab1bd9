"use client";

import { KEPT_WORDS, secondsText } from "@/components/drill/words";
import { Elapsed, TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { Drill } from "@/lib/contracts/api/resources/drill";
import { type Kept, keptOf, rpoKept } from "@/lib/domain/drill/report";
import { measuresRpo, SCENARIOS } from "@/lib/domain/drill/scenario";

type Reading = {
  name: string;
  what: string;
  value: React.ReactNode;
  promised: number | null;
  kept: Kept | null;
};

/** Both clocks as they stand: recovery counts on until the business checks pass, loss is known once it was measured. */
export function DrillClock({ drill }: { drill: Drill }) {
  return (
    <dl className="drill-clock" aria-label="Measured against what is promised">
      {readingsOf(drill).map(({ name, what, value, promised, kept }) => (
        <div key={name}>
          <dt>
            {name} <span className="sub">{what}</span>
          </dt>
          <dd className="value">{value}</dd>
          <dd className="sub">
            {kept === "chosen"
              ? "chosen, not held against a promise"
              : promised === null
                ? "nothing promised"
                : `promised ${secondsText(promised)}`}
          </dd>
          {kept === null || kept === "not_promised" || kept === "chosen" ? null : (
            <dd>
              <State tone={KEPT_WORDS[kept].tone}>{KEPT_WORDS[kept].word}</State>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

function readingsOf(drill: Drill): readonly Reading[] {
  const { rtoSeconds, rpoSeconds, rtoObjectiveSeconds, rpoObjectiveSeconds, state } = drill;
  const ended = state !== "running";
  return [
    {
      name: "RTO",
      what: "declared to recovered",
      value: <Recovery drill={drill} />,
      promised: rtoObjectiveSeconds,
      kept: rtoSeconds === null && !ended ? null : keptOf(rtoSeconds, rtoObjectiveSeconds),
    },
    {
      name: measuresRpo(drill.scenario) ? "RPO" : "Lost",
      what: "newest sign of life to the disaster",
      value: rpoSeconds === null && !ended ? "to be measured" : secondsText(rpoSeconds),
      promised: rpoObjectiveSeconds,
      kept: rpoSeconds === null && !ended && measuresRpo(drill.scenario) ? null : rpoKept(drill),
    },
  ];
}

function Recovery({ drill }: { drill: Drill }) {
  const { rtoSeconds, declaredAt, finishedAt } = drill;
  if (rtoSeconds !== null) return secondsText(rtoSeconds);
  if (declaredAt === null) return finishedAt === null ? "not yet declared" : "–";
  return finishedAt === null ? <Elapsed from={declaredAt} to={null} /> : "–";
}

/** When it was declared, and up to when the data came back. */
export function DrillMoments({ drill }: { drill: Drill }) {
  const zone = drill.environment.timeZone;
  return (
    <p className="prose">
      {drill.declaredAt === null ? (
        "The disaster is not declared yet."
      ) : (
        <>
          Declared <TimeInZone at={drill.declaredAt} zone={zone} form="second" />.{" "}
        </>
      )}
      {drill.recoveredUntil === null ? null : (
        <>
          Recovered as it stood <TimeInZone at={drill.recoveredUntil} zone={zone} form="second" />.{" "}
        </>
      )}
      {SCENARIOS[drill.scenario].lossIsChosen === null
        ? null
        : `What is lost says nothing of the promised RPO, because ${SCENARIOS[drill.scenario].lossIsChosen}. `}
      {drill.rtoSeconds === null && drill.expectedSeconds !== null
        ? `Earlier drills took ${secondsText(drill.expectedSeconds)} until recovered.`
        : null}
    </p>
  );
}

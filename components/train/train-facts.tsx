import type { Train } from "@/lib/contracts/api/resources/train";

/** The train in a few numbers. */
export function TrainFacts({ train }: { train: Train }) {
  const cars = train.rings.flatMap((ring) => ring.cars);
  const count = (state: (typeof cars)[number]["state"]) => cars.filter((car) => car.state === state).length;
  const done = train.rings.filter(({ state }) => state === "done").length;
  return (
    <div>
      <dl>
        <dt>Rings done</dt>
        <dd>
          {done} of {train.rings.length}
        </dd>
        <dt>Arrived</dt>
        <dd>
          {count("arrived")} of {cars.length}
        </dd>
        <dt>Under way</dt>
        <dd>{count("running")}</dd>
        <dt>Did not arrive</dt>
        <dd>{count("failed")}</dd>
        <dt>Halts after</dt>
        <dd>{train.haltAfterFailures === 1 ? "1 failure" : `${train.haltAfterFailures} failures`}</dd>
        {train.acceptedFailures > 0 ? (
          <>
            <dt>Gone on with</dt>
            <dd>{train.acceptedFailures === 1 ? "1 failure" : `${train.acceptedFailures} failures`}</dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}

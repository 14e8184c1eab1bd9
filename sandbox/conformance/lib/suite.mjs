// suite('area', (behaviour) => { behaviour('name', async (t) => …) }): one vitest test per behaviour.
// t.after(fn) runs fn when the test is over. stage.txt names every behaviour; suite-list.test.mjs holds the two equal.
import { describe, it } from 'vitest';

export function suite(area, define) {
  describe.concurrent(area, () => {
    define((name, body, { timeout = 120_000 } = {}) => {
      it(name, { timeout }, async ({ onTestFinished }) => body({ after: (clean) => onTestFinished(clean) }));
    });
  });
}

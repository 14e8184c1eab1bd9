import "server-only";

export type Gathering<Item, Answer> = {
  /** At most so many go together. */
  max: number;
  /** So many groups are on their way at once: while one commits the next is made ready. */
  atOnce: number;
  /** Two of one operation never go together; the second waits for a later group. */
  operationOf(item: Item): string;
  /** One commit for all; answers by operation. One that is missing from the answers was left out, to go alone. */
  together(items: readonly Item[]): Promise<ReadonlyMap<string, Answer>>;
  alone(item: Item): Promise<Answer>;
  /** Whether a group that failed with this is undone, so that each may be tried alone. */
  undone(error: unknown): boolean;
};

type Waiting<Item, Answer> = { item: Item; resolve(answer: Answer): void; reject(error: unknown): void };

/** What the server answered to a statement it has undone; a connection that broke may have left it written. */
export const wasRefused = (error: unknown): boolean =>
  error instanceof Error && "severity" in error && error.severity === "ERROR";

/**
 * Writes that come at the same time go in one commit. None pays for another: what is left out of a group, or was in one
 * that failed, is tried alone.
 */
export function gather<Item, Answer>(how: Gathering<Item, Answer>): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let underway = 0;
  let scheduled = false;

  const goAlone = ({ item, resolve, reject }: Waiting<Item, Answer>) =>
    void how.alone(item).then(resolve, reject);

  const goTogether = async (group: readonly Waiting<Item, Answer>[]) => {
    try {
      const answers = await how.together(group.map(({ item }) => item));
      for (const each of group) {
        const answer = answers.get(how.operationOf(each.item));
        if (answer === undefined) goAlone(each);
        else each.resolve(answer);
      }
    } catch (error) {
      const again = group.length > 1 && how.undone(error);
      for (const each of group) {
        if (again) goAlone(each);
        else each.reject(error);
      }
    }
  };

  const nextGroup = () => {
    const group = new Map<string, Waiting<Item, Answer>>();
    const rest: Waiting<Item, Answer>[] = [];
    for (const each of waiting) {
      const id = how.operationOf(each.item);
      if (group.size < how.max && !group.has(id)) group.set(id, each);
      else rest.push(each);
    }
    waiting = rest;
    return [...group.values()];
  };

  const drain = () => {
    scheduled = false;
    while (underway < how.atOnce && waiting.length > 0) {
      underway += 1;
      void goTogether(nextGroup()).then(() => {
        underway -= 1;
        drain();
      });
    }
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // After what is ready to run in this turn, so that what it writes comes along.
      if (!scheduled) setImmediate(drain);
      scheduled = true;
    });
}

import { err, ok, type Result } from "./result";

/** A lifecycle as a table: state → event → next state. */
export type MoveTable<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

export type IllegalMove<State extends string, Event extends string> = {
  kind: "illegal_move";
  from: State;
  event: Event;
};

/** Looks the move up in its table; a pair that is not there is illegal. */
export function move<State extends string, Event extends string>(
  table: MoveTable<State, Event>,
  from: State,
  event: Event,
): Result<State, IllegalMove<State, Event>> {
  const to = table[from][event];
  return to === undefined ? err({ kind: "illegal_move", from, event }) : ok(to);
}

/** Every legal (from, to) pair once: for the database trigger's test and for diagrams. */
export function legalPairs<State extends string, Event extends string>(
  table: MoveTable<State, Event>,
): ReadonlyArray<readonly [from: State, to: State]> {
  const pairs = new Map<string, readonly [State, State]>();
  for (const from of Object.keys(table) as State[]) {
    for (const to of Object.values<State | undefined>(table[from])) {
      if (to !== undefined) pairs.set(`${from}>${to}`, [from, to]);
    }
  }
  return [...pairs.values()];
}

/** States from which nothing leads on. */
export function endStates<State extends string, Event extends string>(
  table: MoveTable<State, Event>,
): ReadonlySet<State> {
  return new Set((Object.keys(table) as State[]).filter((state) => Object.keys(table[state]).length === 0));
}

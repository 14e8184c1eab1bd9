/** The number people say: TRN-17. */
export const trainNumber = (number: number): string => `TRN-${number}`;

export const MOST_RINGS = 20;
export const MOST_ENVIRONMENTS = 200;
/** The longest a ring may bake, in seconds: 14 days. Who wants longer makes two trains. */
export const LONGEST_BAKE_SECONDS = 14 * 24 * 3_600;

/** The number people say: CHG-2417. */
export const changeNumber = (number: number): string => `CHG-${number}`;

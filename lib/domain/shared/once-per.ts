/** Makes what belongs to a key when it is first asked for, and answers the same from then on: for one read, not beyond. */
export function oncePer<Value>(): (key: string, make: () => Value) => Value {
  const made = new Map<string, { value: Value }>();
  return (key, make) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make();
    made.set(key, { value });
    return value;
  };
}

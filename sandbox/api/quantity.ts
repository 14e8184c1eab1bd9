const units: Record<string, number> = {
  "": 1,
  m: 0.001,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
};

/** A Kubernetes quantity ("250m", "1.5Gi", 2) as a plain number; undefined when it is none. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const match = /^([+-]?\d+(?:\.\d*)?|\.\d+)(m|[kMGTP]|[KMGTP]i)?$/.exec(value);
  const factor = units[match?.[2] ?? ""];
  return match?.[1] === undefined || factor === undefined ? undefined : Number(match[1]) * factor;
}

/** The shortest quantity for an amount: binary units for whole kibibytes and up, milli for fractions. */
export function formatQuantity(amount: number): string {
  if (!Number.isInteger(amount)) return `${Math.round(amount * 1000)}m`;
  for (const unit of ["Pi", "Ti", "Gi", "Mi", "Ki"]) {
    const factor = units[unit] ?? 1;
    if (amount !== 0 && amount % factor === 0) return `${amount / factor}${unit}`;
  }
  return String(amount);
}

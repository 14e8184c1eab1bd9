/** Most that may be kept of each kind, and the longest a proof may be allowed to age, in days. */
export const BACKUP_BOUNDS = {
  last: { min: 1, max: 100 },
  hourly: { min: 0, max: 168 },
  daily: { min: 0, max: 366 },
  weekly: { min: 0, max: 260 },
  monthly: { min: 0, max: 120 },
  yearly: { min: 0, max: 10 },
  verifyEveryDays: { min: 1, max: 90 },
} as const;

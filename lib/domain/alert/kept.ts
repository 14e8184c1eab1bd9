/** Days after which what is over is removed: messages that went out, alerts and silences, incidents that are closed. */
export const ALERTS_KEPT = { messageDays: 90, alertDays: 400, incidentDays: 1_095 } as const;

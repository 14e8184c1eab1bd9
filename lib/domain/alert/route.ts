import type { AlertTier } from "./tier";

/** `app` is the bell of whoever is on call: it needs a rota, and nothing leaves the machine. */
export const ALERT_CHANNELS = ["email", "webhook", "slack", "teams", "app"] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

export const CHANNEL_NAMES: Readonly<Record<AlertChannel, string>> = {
  email: "E-mail",
  webhook: "Webhook",
  slack: "Slack",
  teams: "Teams",
  app: "Bell",
};

export const ROUTES_PER_TENANT = 30;
export const LONGEST_STEP_MINUTES = 1_440;

export type Route = {
  id: string;
  tenantId: string | null;
  tiers: readonly AlertTier[];
  afterMinutes: number;
  workHours: boolean;
  enabled: boolean;
};

type Where = { tenantId: string | null; tier: AlertTier };

/** Routes an alert goes over: its tenant's own, and those over all tenants. */
export const routesFor = <One extends Route>(
  routes: readonly One[],
  { tenantId, tier }: Where,
): readonly One[] =>
  routes.filter(
    (route) =>
      route.enabled && route.tiers.includes(tier) && (route.tenantId === null || route.tenantId === tenantId),
  );

const dueAt = (route: Route, announcedAt: Date): Date =>
  new Date(announcedAt.getTime() + route.afterMinutes * 60_000);

/** Steps of the escalation that are due by now, and when the next one is; at once are those without a delay. */
export function stepsDue<One extends Route>(
  routes: readonly One[],
  announcedAt: Date,
  now: Date,
): { due: readonly One[]; nextAt: Date | null } {
  const due = routes.filter((route) => dueAt(route, announcedAt) <= now);
  const ahead = routes
    .map((route) => dueAt(route, announcedAt))
    .filter((at) => at > now)
    .toSorted((one, other) => one.getTime() - other.getTime());
  return { due, nextAt: ahead[0] ?? null };
}

type Stretch = { from: Date; until: Date };

/**
 * When a message over a route may go out. A page always goes at once: somebody is woken on purpose. Another one waits
 * for the next shift where the route asks for that and the calendar knows shifts; without any it goes at once.
 */
export function sendAt(
  route: Pick<Route, "workHours">,
  tier: AlertTier,
  shifts: readonly Stretch[],
  now: Date,
): Date {
  if (!route.workHours || tier === "page") return now;
  const ahead = shifts.filter(({ until }) => until > now);
  if (ahead.length === 0 || ahead.some(({ from }) => from <= now)) return now;
  return ahead.map(({ from }) => from).toSorted((one, other) => one.getTime() - other.getTime())[0] ?? now;
}

/** Messages of one tenant and tier over a route within a window before further ones are only counted in one. */
export const MANY = 20;
/** Of one tier and all tenants together. */
export const MANY_OF_ALL = 100;
export const MANY_WINDOW_MS = 10 * 60_000;

/** How the one message is named that counts all others of a window. */
export const manyOccasion = (now: Date): string => `many:${Math.floor(now.getTime() / MANY_WINDOW_MS)}`;

/** How a test is named: one a minute over a route. */
export const testOccasion = (now: Date): string => `test:${Math.floor(now.getTime() / 60_000)}`;

export const MOST_ATTEMPTS = 8;

/** When a message that did not go out is tried again: 10 s, doubled each time, at most 15 min; null when it was enough. */
export function retryAt(attempts: number, now: Date): Date | null {
  if (attempts >= MOST_ATTEMPTS) return null;
  return new Date(now.getTime() + Math.min(10_000 * 2 ** (attempts - 1), 15 * 60_000));
}

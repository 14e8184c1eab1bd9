import "server-only";
import { createJobBell } from "@/lib/adapters/bullmq";
import { createCertificates } from "@/lib/adapters/certificates";
import { createConnectors } from "@/lib/adapters/connectors/connectors";
import { createErp } from "@/lib/adapters/erp";
import { createEventChannel } from "@/lib/adapters/events";
import { createClusters } from "@/lib/adapters/kubernetes/clusters";
import { createLogs } from "@/lib/adapters/logs/logs";
import { createMessages } from "@/lib/adapters/messages";
import { argon2 } from "@/lib/adapters/password";
import { createSignals } from "@/lib/adapters/prometheus/signals";
import { createQueueLoss } from "@/lib/adapters/queue-loss";
import { createRedisProbe } from "@/lib/adapters/redis-probe";
import { createImageRegistry } from "@/lib/adapters/registry";
import { createStoreProbe } from "@/lib/adapters/s3";
import { createSeal } from "@/lib/adapters/seal";
import { type Database, openDatabase } from "@/lib/data/client";
import type { Certificates } from "@/lib/ports/certificates";
import type { Messages } from "@/lib/ports/messages";
import type { Erp, QueueLoss } from "@/lib/ports/outside";
import type { PasswordHasher } from "@/lib/ports/password";
import { createLogger, type Logger } from "@/lib/telemetry/logger";
import type { Actor, Context, Ports } from "@/lib/usecases/context";
import { type Env, readEnv } from "./env";
import { kubeconfigLoader } from "./kubeconfig";
import { logsSourceLoader } from "./logs-source";
import { metricsSourceLoader } from "./metrics-source";

export type Runtime = {
  env: Env;
  db: Database;
  ports: Ports;
  erp: Erp;
  queue: QueueLoss;
  certificates: Certificates;
  messages: Messages;
  hasher: PasswordHasher;
  logger: Logger;
  context(actor: Actor, correlationId: string, now: Date): Context;
  /** Throws when Redis does not answer. */
  pingRedis(): Promise<void>;
  close(): Promise<void>;
};

const mailSettings = ({ HOLDFAST_SMTP_URL: smtpUrl, HOLDFAST_MAIL_FROM: from }: Env) =>
  smtpUrl === "" || from === "" ? null : { smtpUrl, from };

/** Wires ports to adapters: the only place that knows both. */
function createRuntime(env: Env): Runtime {
  const logger = createLogger({ name: "holdfast", level: env.LOG_LEVEL });
  const db = openDatabase(env.DATABASE_URL);
  const onError = (error: Error) => logger.warn({ error }, "redis trouble");
  const bell = createJobBell({ redisUrl: env.REDIS_URL, onError });
  const queue = createQueueLoss({ redisUrl: env.REDIS_URL, onError });
  const channel = createEventChannel({ redisUrl: env.REDIS_URL, onError });
  const probe = createRedisProbe(env.REDIS_URL);
  const seal = createSeal(env.HOLDFAST_KEY);
  const clusters = createClusters({ loadKubeconfig: kubeconfigLoader(db, seal) });
  const registry = createImageRegistry({ mirrors: env.HOLDFAST_REGISTRIES });
  const signals = createSignals(clusters, { loadMetricsSource: metricsSourceLoader(db) });
  const erp = createErp(clusters);
  const connectors = createConnectors({ clusters, signals });
  const logs = createLogs(clusters, { loadLogsSource: logsSourceLoader(db) });
  const ports: Ports = {
    bell,
    channel,
    clusters,
    connectors,
    logs,
    erp,
    registry,
    seal,
    signals,
    store: createStoreProbe(),
  };
  return {
    env,
    db,
    ports,
    erp,
    queue,
    certificates: createCertificates(),
    messages: createMessages({
      mail: mailSettings(env),
      innerWebhooks: env.HOLDFAST_INNER_WEBHOOKS === "true",
    }),
    hasher: argon2,
    logger,
    context: (actor, correlationId, now) => ({ actor, correlationId, now, db, ports }),
    pingRedis: () => probe.ping(),
    close: async () => {
      await Promise.allSettled([bell.close(), queue.close(), channel.close(), probe.close(), db.close()]);
    },
  };
}

const HOME = Symbol.for("holdfast.runtime");

/** The process's one runtime. Next loads modules more than once, so it is kept on the global object. */
export function getRuntime(): Runtime {
  const home = globalThis as { [HOME]?: Runtime };
  home[HOME] ??= createRuntime(readEnv());
  return home[HOME];
}

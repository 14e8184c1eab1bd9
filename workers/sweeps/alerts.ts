import { sendDeliveries } from "@/lib/usecases/alert/send";
import { tellAlerts } from "@/lib/usecases/alert/tell";
import { sendNoticeMails } from "@/lib/usecases/notice/send-mail";
import type { WorkerDeps } from "../deps";

/** Full batches sent in one turn before the next look. */
const BATCHES = 10;

/** Tells alerts that want to be told, and goes on with escalations. */
export function alertSweep({ db, channel, logger }: Pick<WorkerDeps, "db" | "channel" | "logger">) {
  return async (): Promise<void> => {
    const { failed, ...told } = await tellAlerts(db, channel, new Date());
    for (const one of failed) logger.error(one, "an alert could not be told");
    if (told.raised + told.over + told.escalated > 0) logger.info(told, "alerts told");
  };
}

type Sending = Pick<WorkerDeps, "db" | "logger" | "messages" | "seal" | "baseUrl">;

/** Sends the messages that are due; several workers never send the same one beside each other. */
export function deliverySweep({ logger, ...deps }: Sending, stopping: AbortSignal) {
  const ended = (end: "sent" | "again" | "failed") => {
    if (end !== "sent") logger.warn({ end }, "a message did not go out");
  };
  return async (): Promise<void> => {
    await sendDeliveries(deps, { clock: () => new Date(), signal: stopping, ended });
  };
}

/** The same for notices that somebody wants by mail too. */
export function noticeMailSweep(deps: Sending, stopping: AbortSignal) {
  return async (): Promise<void> => {
    for (let batch = 0; batch < BATCHES && !stopping.aborted; batch += 1) {
      const { sent, again, failed } = await sendNoticeMails(deps, new Date(), stopping);
      if (again + failed > 0) deps.logger.warn({ again, failed }, "notices did not go out by mail");
      if (sent + again + failed === 0) return;
    }
  };
}

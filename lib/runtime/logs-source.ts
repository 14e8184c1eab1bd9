import "server-only";
import type { Database } from "@/lib/data/client";
import { type LogsSource, readLogsSource } from "@/lib/domain/log/source";

/** Where a registered cluster keeps its logs; null when only its pods have them, or for an unknown id. */
export const logsSourceLoader =
  (db: Database) =>
  async (clusterId: string): Promise<LogsSource | null> => {
    const row = await db.prisma.cluster.findUnique({
      where: { id: clusterId },
      select: { logsSource: true },
    });
    return readLogsSource(row?.logsSource);
  };

import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { command } from "../command";
import { logTarget } from "./place";

/** Opens an environment's logs to be followed: says where they are, and writes down who follows them. */
export const openLogs = command({
  action: "log.read",
  input: API.followLogs.query.extend(API.followLogs.params.shape),
  target: logTarget,
  run: async ({ input: { pod }, target: { row }, note }) => {
    note({ followed: true, pod: pod ?? null });
    const { clusterId, namespace, tenantId, id } = row;
    const scope = { level: "environment" as const, tenantId, environmentId: id };
    return { target: { clusterId, namespace }, scope, pod: pod ?? null };
  },
});

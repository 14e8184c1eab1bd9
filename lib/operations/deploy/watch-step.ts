import "server-only";
import { NAMES } from "@/lib/domain/manifest/spec";
import { watchStep } from "./observe-watch";

/** Some visitors use the release: they are compared with those of the running release in the same minutes. */
const canary = { comparing: "stable", service: NAMES.canary } as const;

export const canaryWatch = watchStep("canary_watch", canary);
export const widenWatch = watchStep("widen_watch", canary);

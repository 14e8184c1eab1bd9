import "server-only";
import { NAMES } from "@/lib/domain/manifest/spec";
import { watchStep } from "./observe-watch";

/** Everybody uses the release: what is now is compared with what was before (requirement D6). */
export const observe = watchStep("observe", { comparing: "before", service: NAMES.web });

import { route } from "@/lib/http/route";
import { probeMetricsSource } from "@/lib/usecases/cluster/probe-metrics";

export const GET = route("probeMetricsSource", probeMetricsSource);

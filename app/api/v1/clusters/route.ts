import { route } from "@/lib/http/route";
import { listClusters } from "@/lib/usecases/cluster/list";
import { registerCluster } from "@/lib/usecases/cluster/register";

export const GET = route("listClusters", listClusters);
export const POST = route("registerCluster", registerCluster);

import { route } from "@/lib/http/route";
import { getCluster } from "@/lib/usecases/cluster/get";

export const GET = route("getCluster", getCluster);

import { route } from "@/lib/http/route";
import { checkCluster } from "@/lib/usecases/cluster/check";

export const POST = route("checkCluster", checkCluster);

import { route } from "@/lib/http/route";
import { editCluster } from "@/lib/usecases/cluster/edit";
import { getCluster } from "@/lib/usecases/cluster/get";

export const GET = route("getCluster", getCluster);
export const PATCH = route("editCluster", editCluster);

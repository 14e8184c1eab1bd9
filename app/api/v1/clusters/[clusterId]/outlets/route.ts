import { route } from "@/lib/http/route";
import { getClusterOutlets, setClusterOutlets } from "@/lib/usecases/cluster/outlets";

export const GET = route("getClusterOutlets", getClusterOutlets);
export const PATCH = route("setClusterOutlets", setClusterOutlets);

import { route } from "@/lib/http/route";
import { listDrills } from "@/lib/usecases/drill/list";

export const GET = route("listDrills", listDrills);

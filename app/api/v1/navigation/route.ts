import { route } from "@/lib/http/route";
import { getNavigation } from "@/lib/usecases/overview/navigation";

export const GET = route("getNavigation", getNavigation);

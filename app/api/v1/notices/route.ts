import { route } from "@/lib/http/route";
import { listNotices } from "@/lib/usecases/notice/list";

export const GET = route("listNotices", listNotices);

import { route } from "@/lib/http/route";
import { countUnreadNotices } from "@/lib/usecases/notice/count-unread";

export const GET = route("countUnreadNotices", countUnreadNotices);

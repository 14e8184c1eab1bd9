import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as notice from "../resources/notice";

export const noticeOperations = {
  listNotices: {
    method: "GET",
    path: "/api/v1/notices",
    tag: "Notices",
    summary: "What the reader was told, newest first; nobody reads another person's.",
    query: PageQuery.extend({ unread: z.enum(["true", "false"]).optional() }),
    response: page(notice.Notice),
  },
  countUnreadNotices: {
    method: "GET",
    path: "/api/v1/notices/unread",
    tag: "Notices",
    summary: "How many of the reader's notices are unread.",
    response: notice.UnreadNotices,
  },
  readNotice: {
    method: "POST",
    path: "/api/v1/notices/{noticeId}/read",
    tag: "Notices",
    summary: "Mark one of one's own notices read.",
    params: z.object({ noticeId: Id }),
    response: notice.Notice,
  },
  readAllNotices: {
    method: "POST",
    path: "/api/v1/notices/read-all",
    tag: "Notices",
    summary: "Mark all of one's own notices read, up to the newest one that was seen.",
    body: notice.ReadAllNotices,
    response: notice.UnreadNotices,
  },
  setNoticeMail: {
    method: "POST",
    path: "/api/v1/me/notice-mail",
    tag: "Notices",
    summary: "Have one's own notices go out by mail too, or no longer.",
    body: notice.SetNoticeMail,
    response: notice.SetNoticeMail,
  },
} as const satisfies Record<string, ApiOperation>;

"use client";

import { Bell as BellIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { messages } from "@/components/notice/messages";
import { useUnreadNotices } from "@/components/notice/use-notices";

/** The way to the reader's notices, with how many are unread. */
export function Bell() {
  const { data } = useUnreadNotices();
  const here = usePathname() === "/notices";
  const { unread, more } = data ?? { unread: 0, more: false };
  return (
    <Link
      className="bell"
      href="/notices"
      aria-label={messages.bell(unread, more)}
      aria-current={here ? "page" : undefined}
    >
      <BellIcon className="i" aria-hidden="true" />
      {unread > 0 ? (
        <span className="count" aria-hidden="true">
          {messages.unreadCount(unread, more)}
        </span>
      ) : null}
    </Link>
  );
}

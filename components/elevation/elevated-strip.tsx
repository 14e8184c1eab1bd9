"use client";

import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useNow } from "@/components/patterns/clock";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Glyph } from "@/components/ui/glyph";
import type { NavigationCounts } from "@/lib/contracts/api/resources/overview";

const HOUR_MS = 3_600_000;

/** Says on every page that one acts with more than one's own rights, and until when. */
export function ElevatedStrip({ elevated }: { elevated: NavigationCounts["elevated"] }) {
  const now = useNow(elevated.length === 0 ? HOUR_MS : 1_000);
  const { timeZone } = useReader();
  const standing = elevated.filter(({ endsAt }) => Date.parse(endsAt) > now);
  useRightsChanged(standing.map(({ id }) => id).join(" "));
  if (standing.length === 0) return null;
  return (
    <div className="elevated-strip" role="status">
      {standing.map(({ id, roleName, over, endsAt }) => (
        <Link key={id} href="/account">
          <Glyph tone="warn" /> Elevated: <b>{roleName}</b> over {over} until{" "}
          <TimeInZone at={endsAt} zone={timeZone} />
        </Link>
      ))}
    </div>
  );
}

/** When rights begin or end, everything that says what the reader may do is fetched anew. */
function useRightsChanged(held: string): void {
  const client = useQueryClient();
  const router = useRouter();
  const before = useRef(held);
  useEffect(() => {
    if (before.current === held) return;
    before.current = held;
    void client.invalidateQueries();
    router.refresh();
  }, [held, client, router]);
}

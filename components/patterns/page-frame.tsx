"use client";

import { useQuery } from "@tanstack/react-query";
import { Menu as MenuIcon, Search } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ElevatedStrip } from "@/components/elevation/elevated-strip";
import { Bell } from "@/components/notice/bell";
import { Brand } from "@/components/patterns/brand";
import { useKeys } from "@/components/patterns/keys";
import { NavigationList } from "@/components/patterns/navigation";
import { useReader } from "@/components/patterns/reader";
import { UserButton } from "@/components/patterns/user-button";
import { Kbd } from "@/components/ui/kbd";
import { call } from "@/lib/client/call";
import { useLiveEvents } from "@/lib/client/live-events";
import { navigationKeys } from "@/lib/client/query-keys";
import type { NavigationCounts } from "@/lib/contracts/api/resources/overview";

const Palette = dynamic(() => import("@/components/patterns/palette").then((module) => module.Palette));
const KeyHelp = dynamic(() => import("@/components/patterns/key-help").then((module) => module.KeyHelp));
const Drawer = dynamic(() => import("@/components/patterns/drawer").then((module) => module.Drawer));

const COUNTS_EVERY_MS = 60_000;
const NOT_ELEVATED: NavigationCounts["elevated"] = [];

function useCounts(): NavigationCounts | null {
  const { data } = useQuery({
    queryKey: navigationKeys.all,
    queryFn: ({ signal }) => call("getNavigation", {}, signal),
    refetchInterval: COUNTS_EVERY_MS,
  });
  return data ?? null;
}

type Overlay = "palette" | "keys" | "drawer" | null;

/** Navigation, crumbs' place and the page; below 900 px a bar with a drawer. */
export function PageFrame({ children }: { children: ReactNode }) {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const reader = useReader();
  const counts = useCounts();
  const close = () => setOverlay(null);
  useLiveEvents();
  useKeys({ onPalette: () => setOverlay("palette"), onHelp: () => setOverlay("keys") });
  return (
    <div className="page-frame">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <nav className="nav" aria-label="Main">
        <div className="nav-in">
          <div className="nav-head">
            <Link className="brand plain" href="/">
              <Brand />
              <span className="scope">{reader.roles[0]?.scope ?? ""}</span>
            </Link>
            <Bell />
          </div>
          <button className="find" type="button" onClick={() => setOverlay("palette")}>
            <Search className="i i-14" aria-hidden="true" />
            Find or do <Kbd>⌘K</Kbd>
          </button>
          <NavigationList counts={counts} />
          <div className="foot">
            <UserButton />
          </div>
        </div>
      </nav>
      <header className="topbar">
        <Link className="brand plain" href="/">
          <Brand />
        </Link>
        <Bell />
        <button type="button" aria-label="Find or do" onClick={() => setOverlay("palette")}>
          <Search className="i" aria-hidden="true" />
        </button>
        <button type="button" aria-label="Menu" onClick={() => setOverlay("drawer")}>
          <MenuIcon className="i" aria-hidden="true" />
        </button>
      </header>
      <main className="page" id="main" tabIndex={-1}>
        <ElevatedStrip elevated={counts?.elevated ?? NOT_ELEVATED} />
        {children}
      </main>
      {overlay === "palette" ? <Palette onClose={close} /> : null}
      {overlay === "keys" ? <KeyHelp onClose={close} /> : null}
      {overlay === "drawer" ? <Drawer counts={counts} onClose={close} /> : null}
    </div>
  );
}

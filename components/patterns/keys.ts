"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { entriesFor } from "@/components/patterns/navigation";
import { useReader } from "@/components/patterns/reader";

/** How long after `g` the second key counts, in milliseconds. */
const SECOND_KEY_MS = 1_500;

type Handlers = { onPalette: () => void; onHelp: () => void };

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

const isShown = (element: HTMLElement) => element.offsetParent !== null;

/** Moves the focus to the next or previous row of the page (any element marked `data-row`). */
function moveRow(step: 1 | -1) {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter(isShown);
  const focused = document.activeElement;
  const here = focused instanceof HTMLElement ? rows.indexOf(focused) : -1;
  const next = here === -1 ? (step === 1 ? 0 : rows.length - 1) : here + step;
  rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
}

/** Presses what shows this key as its hint; what is closed takes the focus instead, and with it says why. */
function pressHinted(key: string): boolean {
  const hinted = [...document.querySelectorAll<HTMLElement>("[data-key]")];
  const target = hinted.find((element) => element.dataset["key"] === key && isShown(element));
  if (target?.getAttribute("aria-disabled") === "true") target.focus();
  else target?.click();
  return target !== undefined;
}

/** The keys of the console. Nothing fires while typing or while a dialog is open. */
export function useKeys(handlers: Handlers): void {
  const router = useRouter();
  const entries = entriesFor(useReader());
  const latest = useRef({ handlers, entries });
  latest.current = { handlers, entries };

  useEffect(() => {
    let goUntil = 0;
    const press = (event: KeyboardEvent) => {
      const { handlers: on, entries: places } = latest.current;
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        on.onPalette();
        return;
      }
      const modified = event.metaKey || event.ctrlKey || event.altKey;
      if (modified || isTyping(event.target) || document.querySelector('[role="dialog"], [role="menu"]'))
        return;
      if (goUntil > Date.now()) {
        goUntil = 0;
        const place = places.find((entry) => entry.key === event.key);
        if (place) router.push(place.href);
        return;
      }
      if (event.key === "g") goUntil = Date.now() + SECOND_KEY_MS;
      else if (event.key === "?") on.onHelp();
      else if (event.key === "/") on.onPalette();
      else if (event.key === "j" || event.key === "k") moveRow(event.key === "j" ? 1 : -1);
      else if (!pressHinted(event.key)) return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [router]);
}

"use client";

import { useSyncExternalStore } from "react";
import { THEME_KEY } from "@/components/patterns/theme-script";

export type Theme = "system" | "light" | "dark";

const CHANGED = "holdfast-theme-changed";

function read(): Theme {
  try {
    const stored = localStorage.getItem(THEME_KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

/** Applies the choice to this page and remembers it in this browser. */
export function setTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, theme);
  } catch {
    // A browser that stores nothing still gets the theme until the page is left.
  }
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void) {
  window.addEventListener(CHANGED, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(CHANGED, listener);
    window.removeEventListener("storage", listener);
  };
}

/** The reader's choice; "system" in the first paint. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, read, () => "system");
}

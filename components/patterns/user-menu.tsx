"use client";

import { useRouter } from "next/navigation";
import { useReader } from "@/components/patterns/reader";
import { ReaderLines } from "@/components/patterns/reader-lines";
import { setTheme, type Theme, useTheme } from "@/components/patterns/theme";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { signOut } from "@/lib/client/session";

const THEMES: readonly { theme: Theme; label: string }[] = [
  { theme: "system", label: "As the system" },
  { theme: "light", label: "Light" },
  { theme: "dark", label: "Dark" },
];

/** Who is signed in; behind it account, theme and signing out. */
export function UserMenu({ defaultOpen = false }: { defaultOpen?: boolean }) {
  const reader = useReader();
  const theme = useTheme();
  const router = useRouter();
  const leave = async () => {
    await signOut();
    window.location.assign("/sign-in");
  };
  const entries: MenuEntry[] = [
    { label: "Account and sessions", onSelect: () => router.push("/account") },
    { label: "API documentation", onSelect: () => router.push("/api-docs") },
    ...THEMES.map((choice) => ({
      label: choice.label,
      group: "Theme",
      checked: theme === choice.theme,
      onSelect: () => setTheme(choice.theme),
    })),
    { label: "Sign out", onSelect: () => void leave(), group: "Session" },
  ];
  return (
    <Menu
      defaultOpen={defaultOpen}
      entries={entries}
      trigger={
        <button type="button" className="who">
          <ReaderLines reader={reader} />
        </button>
      }
    />
  );
}

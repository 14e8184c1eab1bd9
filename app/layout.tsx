import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { themeScript } from "@/components/patterns/theme-script";
import { GlyphSymbols } from "@/components/ui/glyph-symbols";
import "@/app/styles/base/tokens.css";
import "@/app/styles/base/reset.css";
import "@/app/styles/base/status.css";
import "@/app/styles/base/frame.css";
import "@/app/styles/base/controls.css";
import "@/app/styles/base/table.css";
import "@/app/styles/base/decision.css";
import "@/app/styles/base/progress.css";
import "@/app/styles/base/form.css";
import "@/app/styles/console.css";
import "@/app/styles/fields.css";
import "@/app/styles/states.css";
import "@/app/styles/pages.css";
import "@/app/styles/objective.css";
import "@/app/styles/restore.css";
import "@/app/styles/alert.css";
import "@/app/styles/drill.css";
import "@/app/styles/train.css";
import "@/app/styles/calendar.css";
import "@/app/styles/policy.css";
import "@/app/styles/window.css";
import "@/app/styles/evidence.css";
import "@/app/styles/fold.css";
import "@/app/styles/notices.css";
import "@/app/styles/chart.css";
import "@/app/styles/health.css";
import "@/app/styles/integration.css";
import "@/app/styles/overlay.css";
import "@/app/styles/base/phone.css";
import "@/app/styles/phone-console.css";

export const metadata: Metadata = {
  title: { default: "Holdfast", template: "%s · Holdfast" },
  description: "Control plane for managed ERP hosting.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f3f5f8" },
    { media: "(prefers-color-scheme: dark)", color: "#0b0d0f" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning>
          {themeScript}
        </script>
      </head>
      <body>
        <GlyphSymbols />
        {children}
      </body>
    </html>
  );
}

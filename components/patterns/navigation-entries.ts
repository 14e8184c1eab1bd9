import type { LucideIcon } from "lucide-react";
import {
  BellRing,
  BookOpenCheck,
  Boxes,
  Building2,
  Cable,
  CalendarDays,
  ChartNoAxesColumn,
  FileSliders,
  GitPullRequestArrow,
  History,
  KeyRound,
  LayoutGrid,
  ListChecks,
  Megaphone,
  Package,
  ScrollText,
  Server,
  ShieldCheck,
  Siren,
  Target,
  Timer,
  TrainTrack,
  UserRoundCheck,
  Workflow,
} from "lucide-react";

export type NavigationEntry = {
  href: string;
  /** Marked for every page beneath this, where that is more than `href`. */
  beneath?: string;
  label: string;
  /** Second key after `g`. */
  key: string;
  icon: LucideIcon;
  group: "work" | "watch" | "platform";
  /** Shown only to readers who hold this. */
  needs?: "readClusters" | "readAudit" | "readElevations" | "readServiceIdentities";
  count?: "needsMe" | "alerts" | "trains" | "restores" | "running" | "elevations";
};

export const NAVIGATION: readonly NavigationEntry[] = [
  { href: "/", label: "Overview", key: "o", icon: LayoutGrid, group: "work" },
  {
    href: "/changes",
    label: "Changes",
    key: "c",
    icon: GitPullRequestArrow,
    group: "work",
    count: "needsMe",
  },
  { href: "/trains", label: "Trains", key: "i", icon: TrainTrack, group: "work", count: "trains" },
  { href: "/calendar", label: "Calendar", key: "k", icon: CalendarDays, group: "work" },
  { href: "/releases", label: "Releases", key: "r", icon: Package, group: "work" },
  { href: "/operations", label: "Operations", key: "p", icon: ListChecks, group: "work", count: "running" },
  { href: "/alerts", label: "Alerts", key: "n", icon: BellRing, group: "watch", count: "alerts" },
  { href: "/incidents", label: "Incidents", key: "u", icon: Siren, group: "watch" },
  { href: "/status", label: "Status", key: "f", icon: Megaphone, group: "watch" },
  { href: "/workflows", label: "Workflows", key: "h", icon: Workflow, group: "watch" },
  { href: "/objectives", label: "Objectives", key: "j", icon: Target, group: "watch" },
  { href: "/tenants", label: "Tenants", key: "t", icon: Building2, group: "watch" },
  { href: "/environments", label: "Environments", key: "e", icon: Server, group: "watch" },
  { href: "/integrations", label: "Integrations", key: "w", icon: Cable, group: "watch" },
  { href: "/restore", label: "Restore", key: "s", icon: History, group: "watch", count: "restores" },
  { href: "/recovery", label: "Recovery", key: "v", icon: ShieldCheck, group: "watch" },
  { href: "/drills", label: "Drills", key: "d", icon: Timer, group: "watch" },
  { href: "/runbooks", label: "Runbooks", key: "b", icon: BookOpenCheck, group: "watch" },
  { href: "/scoreboard", label: "Scoreboard", key: "m", icon: ChartNoAxesColumn, group: "watch" },
  { href: "/audit", label: "Audit", key: "a", icon: ScrollText, group: "watch", needs: "readAudit" },
  {
    href: "/access",
    label: "Access",
    key: "q",
    icon: UserRoundCheck,
    group: "watch",
    needs: "readElevations",
    count: "elevations",
  },
  { href: "/clusters", label: "Clusters", key: "l", icon: Boxes, group: "platform", needs: "readClusters" },
  {
    href: "/service-identities",
    label: "Service identities",
    key: "x",
    icon: KeyRound,
    group: "platform",
    needs: "readServiceIdentities",
  },
  {
    href: "/policies/observation",
    beneath: "/policies",
    label: "Policies",
    key: "y",
    icon: FileSliders,
    group: "platform",
  },
];

export const GROUP_NAMES = { work: "", watch: "Watch", platform: "Platform" } as const;

"use client";

import { useQuery } from "@tanstack/react-query";
import { entriesFor } from "@/components/patterns/navigation";
import { type Reader, useReader } from "@/components/patterns/reader";
import { call } from "@/lib/client/call";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

export type PaletteEntry = { label: string; detail: string; href: string };
export type PaletteGroup = { name: string; items: readonly PaletteEntry[] };

const PER_KIND = 6;
const SHORTEST_SEARCH = 2;

/** What the palette offers for the words asked: places and actions first, then what the server finds. */
export function usePaletteEntries(asked: string): { groups: readonly PaletteGroup[]; searching: boolean } {
  const reader = useReader();
  const words = asked.trim();
  const wanted = words.length >= SHORTEST_SEARCH;
  const found = useQuery({
    queryKey: ["palette", words],
    queryFn: ({ signal }) => find(words, signal),
    enabled: wanted,
    placeholderData: (previous) => previous,
  });
  const own = [
    { name: "Go to", items: matching(places(reader), words) },
    { name: "Do", items: matching(actions(reader), words) },
  ];
  const groups = [...own, ...(wanted ? (found.data ?? []) : [])].filter((group) => group.items.length > 0);
  return { groups, searching: wanted && found.isFetching };
}

function places(reader: Reader): PaletteEntry[] {
  return [
    ...entriesFor(reader).map((entry) => ({
      label: entry.label,
      detail: `g ${entry.key}`,
      href: entry.href,
    })),
    { label: "Notices", detail: "what you were told", href: "/notices" },
    { label: "Account and sessions", detail: "", href: "/account" },
    { label: "API documentation", detail: "", href: "/api-docs" },
  ];
}

function actions(reader: Reader): PaletteEntry[] {
  const drafting = { label: "Draft a change", detail: "a release to an environment", href: "/changes/new" };
  const train = { label: "Draft a train", detail: "a release over many environments", href: "/trains/new" };
  const cluster = { label: "Register a cluster", detail: "by kubeconfig", href: "/clusters/new" };
  return [
    ...(reader.can.draftChange.allowed ? [drafting] : []),
    ...(reader.can.draftTrain.allowed ? [train] : []),
    ...(reader.can.registerCluster.allowed ? [cluster] : []),
  ];
}

function matching(entries: readonly PaletteEntry[], words: string): readonly PaletteEntry[] {
  const lower = words.toLowerCase();
  return entries.filter((entry) => entry.label.toLowerCase().includes(lower));
}

async function find(search: string, signal: AbortSignal): Promise<PaletteGroup[]> {
  const query = { search, limit: PER_KIND };
  const [tenants, environments, changes, trains, releases] = await Promise.all([
    call("listTenants", { query }, signal),
    call("listEnvironments", { query }, signal),
    call("listChanges", { query: { ...query, gates: "leave" } }, signal),
    call("listTrains", { query }, signal),
    call("listReleases", { query }, signal),
  ]);
  return [
    {
      name: "Environments",
      items: environments.items.map((one) => ({
        label: `${one.tenant.name} · ${one.name}`,
        detail: STAGE_NAMES[one.stage],
        href: `/environments/${one.id}`,
      })),
    },
    {
      name: "Changes",
      items: changes.items.map((one) => ({
        label: `${one.number} · ${one.title}`,
        detail: one.tenant.name,
        href: `/changes/${one.id}`,
      })),
    },
    {
      name: "Trains",
      items: trains.items.map((one) => ({
        label: `${one.number} · ${one.title}`,
        detail: one.release.name,
        href: `/trains/${one.id}`,
      })),
    },
    {
      name: "Tenants",
      items: tenants.items.map((one) => ({
        label: one.name,
        detail: one.industry,
        href: `/tenants/${one.id}`,
      })),
    },
    {
      name: "Releases",
      items: releases.items.map((one) => ({
        label: one.name,
        detail: one.repository,
        href: `/releases/${one.id}`,
      })),
    },
  ];
}

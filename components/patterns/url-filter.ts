"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTransition } from "react";

export type Filter = Readonly<Record<string, string | undefined>>;

/** The address of a list with this filter; empty values are left out. */
export function hrefWith(path: string, filter: Filter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== "") query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** Changes one filter in the address; the list starts again from its first page. */
export function useUrlFilter(filter: Filter): {
  set: (name: string, value: string) => void;
  pending: boolean;
} {
  const router = useRouter();
  const path = usePathname();
  const [pending, start] = useTransition();
  const set = (name: string, value: string) => {
    start(() => {
      router.replace(hrefWith(path, { ...filter, [name]: value, cursor: undefined }), { scroll: false });
    });
  };
  return { set, pending };
}

"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { useReader } from "@/components/patterns/reader";
import { ReaderLines } from "@/components/patterns/reader-lines";

const load = () => import("@/components/patterns/user-menu");
const UserMenu = dynamic(() => load().then((module) => module.UserMenu), { loading: () => <Plain /> });

/** Stands for the menu until it is wanted: the menu's code is loaded when a pointer or the focus comes near. */
export function UserButton() {
  const [wanted, setWanted] = useState(false);
  return wanted ? <UserMenu defaultOpen /> : <Plain onWanted={() => setWanted(true)} />;
}

function Plain({ onWanted }: { onWanted?: () => void }) {
  const reader = useReader();
  return (
    <button
      type="button"
      className="who"
      aria-haspopup="menu"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => onWanted?.()}
    >
      <ReaderLines reader={reader} />
    </button>
  );
}

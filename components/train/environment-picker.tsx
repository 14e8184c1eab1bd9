"use client";

import { useState } from "react";
import { messages } from "@/components/train/messages";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

const text = messages.draftPage;
/** Rows shown of what was found; more are narrowed down by typing. */
const SHOWN = 6;

type PickerProps = {
  ringName: string;
  chosen: readonly EnvironmentBrief[];
  /** What is left to add for these words. */
  find: (words: string) => readonly EnvironmentBrief[];
  onAdd: (ids: readonly string[]) => void;
  onRemove: (id: string) => void;
};

/** The environments of one ring: those in it, and a search for those to add. */
export function EnvironmentPicker({ ringName, chosen, find, onAdd, onRemove }: PickerProps) {
  const [words, setWords] = useState("");
  const asked = words.trim() !== "";
  const found = find(words);
  const shown = found.slice(0, SHOWN);
  const add = (ids: readonly string[]) => {
    onAdd(ids);
    setWords("");
  };
  return (
    <div className="stack-2">
      {chosen.length === 0 ? <p className="sub small">{text.noneChosen}</p> : null}
      {chosen.length > 0 ? (
        <ul className="chosen" aria-label={`${text.environments}: ${ringName}`}>
          {chosen.map((one) => (
            <li key={one.id}>
              <Place place={one} />
              <Button variant="quiet" aria-label={`Remove ${one.name}`} onClick={() => onRemove(one.id)}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <TextField
        label={`${text.find} (${ringName})`}
        value={words}
        maxLength={100}
        autoComplete="off"
        placeholder="Tenant, environment or stage"
        onChange={(event) => setWords(event.target.value)}
      />
      {asked ? (
        <ul className="chosen" aria-label={`Found for ${ringName}`}>
          {shown.map((one) => (
            <li key={one.id}>
              <Place place={one} />
              <Button aria-label={`Add ${one.name}`} onClick={() => add([one.id])}>
                Add
              </Button>
            </li>
          ))}
          {found.length === 0 ? <li className="sub small">{text.noMatch}</li> : null}
          {found.length > SHOWN ? <li className="sub small">{text.more(found.length - SHOWN)}</li> : null}
          {found.length > 1 ? (
            <li>
              <Button onClick={() => add(found.map(({ id }) => id))}>{text.addAll(found.length)}</Button>
            </li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}

function Place({ place }: { place: EnvironmentBrief }) {
  return (
    <span>
      {place.tenant.name} · <span className="strong">{place.name}</span>{" "}
      <span className="sub small nb">
        {STAGE_NAMES[place.stage]}, {place.release?.name ?? "no release"}
      </span>
    </span>
  );
}

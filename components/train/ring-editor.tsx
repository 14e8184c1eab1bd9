"use client";

import { EnvironmentPicker } from "@/components/train/environment-picker";
import { messages } from "@/components/train/messages";
import { bakeProblem, leftToAdd, newRing, type RingDraft } from "@/components/train/rings-draft";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import { MOST_RINGS } from "@/lib/domain/train/number";

const text = messages.draftPage;

type RingEditorProps = {
  rings: readonly RingDraft[];
  environments: readonly EnvironmentBrief[];
  onChange: (rings: readonly RingDraft[]) => void;
};

/** The rings of a draft, in the order they run. */
export function RingEditor({ rings, environments, onChange }: RingEditorProps) {
  const placeOf = new Map(environments.map((one) => [one.id, one]));
  const edit = (key: string, given: Partial<RingDraft>) =>
    onChange(rings.map((ring) => (ring.key === key ? { ...ring, ...given } : ring)));
  const full = rings.length >= MOST_RINGS ? `A train has at most ${MOST_RINGS} rings.` : null;
  return (
    <div className="stack-2">
      <ol className="ring-drafts">
        {rings.map((ring, position) => (
          <li key={ring.key}>
            <fieldset>
              <legend className="sr">{ring.name || `Ring ${position + 1}`}</legend>
              <div className="ring-fields">
                <TextField
                  label={`${text.ringName} ${position + 1}`}
                  value={ring.name}
                  maxLength={60}
                  problem={ring.name.trim() === "" ? "Give each ring a name." : null}
                  onChange={(event) => edit(ring.key, { name: event.target.value })}
                />
                <TextField
                  label={text.bake}
                  inputMode="decimal"
                  value={ring.bakeMinutes}
                  maxLength={8}
                  hint={position === 0 ? text.bakeHint : undefined}
                  problem={bakeProblem(ring.bakeMinutes)}
                  onChange={(event) => edit(ring.key, { bakeMinutes: event.target.value })}
                />
              </div>
              <EnvironmentPicker
                ringName={ring.name || `Ring ${position + 1}`}
                chosen={ring.environmentIds.flatMap((id) => placeOf.get(id) ?? [])}
                find={(words) => leftToAdd(environments, rings, words)}
                onAdd={(ids) => edit(ring.key, { environmentIds: [...ring.environmentIds, ...ids] })}
                onRemove={(gone) =>
                  edit(ring.key, { environmentIds: ring.environmentIds.filter((id) => id !== gone) })
                }
              />
              {rings.length > 1 ? (
                <Button
                  variant="quiet"
                  aria-label={`${text.removeRing} ${ring.name}`}
                  onClick={() => onChange(rings.filter(({ key }) => key !== ring.key))}
                >
                  {text.removeRing}
                </Button>
              ) : null}
            </fieldset>
          </li>
        ))}
      </ol>
      <div>
        <Button disabledReason={full} onClick={() => onChange([...rings, newRing(rings.length)])}>
          {text.addRing}
        </Button>
      </div>
    </div>
  );
}

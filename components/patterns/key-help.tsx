"use client";

import { entriesFor } from "@/components/patterns/navigation";
import { useReader } from "@/components/patterns/reader";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

/** Every key there is. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const entries = entriesFor(useReader());
  return (
    <Dialog open onClose={onClose} title="Keys" footer={<Button onClick={onClose}>Close</Button>}>
      <dl className="key-list">
        <KeyLine keys={["⌘K"]} does="Find or do anything; Ctrl K works too" />
        <KeyLine keys={["⌘↵"]} does="Send what is being written; Ctrl Enter works too" />
        <KeyLine keys={["?"]} does="Show this list" />
        <KeyLine keys={["j", "k"]} does="Next and previous row" />
        <KeyLine keys={["Enter"]} does="Open the row" />
        {entries.map((entry) => (
          <KeyLine key={entry.href} keys={["g", entry.key]} does={`Go to ${entry.label.toLowerCase()}`} />
        ))}
        <KeyLine
          keys={["a", "c", "r", "s", "t"]}
          does="On a change: approve, ask for changes, reject, submit or start, schedule, as the buttons show"
        />
      </dl>
    </Dialog>
  );
}

function KeyLine({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </>
  );
}

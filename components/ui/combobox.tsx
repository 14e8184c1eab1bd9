"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";

export type ComboboxOption = { value: string; label: string; detail?: string };

type ComboboxProps = {
  label: string;
  options: readonly ComboboxOption[];
  value: string | null;
  onChange: (value: string | null) => void;
  placeholder: string;
  emptyText: string;
  hint?: ReactNode;
};

/** A field with a searchable list of choices. */
export function Combobox({ label, options, value, onChange, placeholder, emptyText, hint }: ComboboxProps) {
  const id = useId();
  const chosen = options.find((option) => option.value === value) ?? null;
  return (
    <div className="field">
      <Base.Root<ComboboxOption>
        items={options}
        value={chosen}
        onValueChange={(option) => onChange(option?.value ?? null)}
        isItemEqualToValue={(one, other) => one.value === other.value}
        itemToStringLabel={(option) => option.label}
      >
        <label htmlFor={id}>{label}</label>
        <div className="picker">
          <Base.Input id={id} className="input" placeholder={placeholder} />
          <Base.Trigger aria-label={`Show choices for ${label}`}>
            <ChevronDown className="i i-14" aria-hidden="true" />
          </Base.Trigger>
        </div>
        <Base.Portal>
          <Base.Positioner className="positioner" sideOffset={4} align="start">
            <Base.Popup className="popup">
              <Base.Empty>
                <div className="none">{emptyText}</div>
              </Base.Empty>
              <Base.List>
                {(option: ComboboxOption) => (
                  <Base.Item key={option.value} value={option} className="entry">
                    <span>{option.label}</span>
                    {option.detail ? <span className="end">{option.detail}</span> : null}
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {hint ? <div className="hint">{hint}</div> : null}
    </div>
  );
}

import { messages } from "@/components/change/messages";
import { SettingDiff } from "@/components/patterns/setting-diff";
import type { SettingDifferences } from "@/lib/contracts/api/resources/release";

const text = messages.page;

/** Settings that differ from what runs, below the modules; nothing where none do. */
export function Settings({ settings }: { settings: SettingDifferences }) {
  const { configuration, place } = settings;
  return (
    <>
      {configuration.length === 0 ? null : (
        <>
          <h3 className="sub">{text.configuration}</h3>
          <SettingDiff settings={configuration} label={text.configuration} />
        </>
      )}
      {place.length === 0 ? null : (
        <>
          <h3 className="sub">{text.place}</h3>
          <SettingDiff settings={place} label={text.place} />
        </>
      )}
    </>
  );
}

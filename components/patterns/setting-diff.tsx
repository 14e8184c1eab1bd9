import { ScrollRegion } from "@/components/patterns/scroll-region";
import type { SettingDifferences } from "@/lib/contracts/api/resources/release";

type SettingDiffProps = { settings: SettingDifferences["configuration"]; label: string };

/** Settings that differ, as lines taken away and lines added. */
export function SettingDiff({ settings, label }: SettingDiffProps) {
  return (
    <ScrollRegion className="codeblock" label={label}>
      {settings.map((setting) => (
        <div key={setting.key}>
          {setting.from === null ? null : (
            <div className="del">
              - {setting.key} = {setting.from}
            </div>
          )}
          {setting.to === null ? null : (
            <div className="add">
              + {setting.key} = {setting.to}
            </div>
          )}
        </div>
      ))}
    </ScrollRegion>
  );
}

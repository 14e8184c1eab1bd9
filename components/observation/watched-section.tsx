import { messages } from "@/components/observation/messages";
import { watchingSentences } from "@/components/observation/watching-words";
import { FoldSection } from "@/components/patterns/fold-section";
import { Section } from "@/components/patterns/section";
import type { ObservationSettings } from "@/lib/contracts/api/resources/observation";
import type { SignalLimit } from "@/lib/domain/health/observation";
import { SIGNALS, type SignalName, signalText } from "@/lib/domain/health/signal";

const text = messages.watched;

type WatchedSectionProps = { settings: ObservationSettings | null; canary: boolean };

/** What will be watched after the release, for how long, when a person is asked, and when it goes back by itself. */
export function WatchedSection({ settings, canary }: WatchedSectionProps) {
  if (settings === null) {
    return (
      <Section title={text.title}>
        <p className="prose">{text.nothing}</p>
      </Section>
    );
  }
  return (
    <FoldSection title={text.title} meta={text.metaBefore(settings.thresholds.length)}>
      <p className="prose pad-bottom">{watchingSentences(settings, canary).join(" ")}</p>
      <Thresholds settings={settings} />
    </FoldSection>
  );
}

/** The limits as a table. */
export function Thresholds({ settings }: { settings: ObservationSettings }) {
  return (
    <table className="table stack pair">
      <caption className="sr">{text.title}</caption>
      <thead>
        <tr>
          <th scope="col">{text.signal}</th>
          <th scope="col">{text.warns}</th>
          <th scope="col">{text.goesBack}</th>
        </tr>
      </thead>
      <tbody>
        {settings.thresholds.map(({ signal, warning, trigger }) => (
          <tr key={signal}>
            <td className="strong full" title={SIGNALS[signal].meaning}>
              {SIGNALS[signal].title}
            </td>
            <td className="t2 full">
              <Label>{text.warns}</Label>
              {limitText(signal, warning)}
            </td>
            <td className="t2 full">
              <Label>{text.goesBack}</Label>
              {limitText(signal, trigger)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const limitText = (signal: SignalName, { floor, factor }: SignalLimit) =>
  text.atLeast(signalText(signal, floor), factor);

const Label = ({ children }: { children: string }) => (
  <span className="only-narrow inline">{children.toLowerCase()} </span>
);

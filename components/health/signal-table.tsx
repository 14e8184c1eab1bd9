import { messages, STATE_WORDS } from "@/components/health/words";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { EnvironmentHealth, HealthSignal } from "@/lib/contracts/api/resources/health";
import { readingText } from "@/lib/domain/health/reading";

/** Every signal with value, limits and since when, domains worst first. Folded while nothing hurts. */
export function SignalTable({ health }: { health: EnvironmentHealth }) {
  const { domains, timeZone } = health;
  const signals = domains.flatMap((domain) => domain.signals);
  const unknown = signals.filter(({ state, served }) => state === "unknown" && served).length;
  if (signals.length === 0) return null;
  return (
    <Section title={messages.signals} meta={messages.signalsMeta(signals.length, unknown)}>
      <div className="two-domains">
        {domains.map((domain) => (
          <details key={domain.id} open={domain.state === "bad" || domain.state === "warn"}>
            <summary>
              {domain.name}: {STATE_WORDS[domain.state].word.toLowerCase()}
            </summary>
            <Signals name={domain.name} signals={domain.signals} zone={timeZone} />
          </details>
        ))}
      </div>
    </Section>
  );
}

type SignalsProps = { name: string; signals: readonly HealthSignal[]; zone: string };

function Signals({ name, signals, zone }: SignalsProps) {
  return (
    <table className="table stack">
      <caption className="sr">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{messages.signal}</th>
          <th scope="col" className="num">
            {messages.now}
          </th>
          <th scope="col" className="num">
            {messages.warns}
          </th>
          <th scope="col" className="num">
            {messages.bad}
          </th>
          <th scope="col">{messages.since}</th>
        </tr>
      </thead>
      <tbody>
        {signals.map((signal) => (
          <Row key={signal.id} signal={signal} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ signal, zone }: { signal: HealthSignal; zone: string }) {
  const { title, unit, state, value, limits, since, sentence } = signal;
  const limit = (which: "warn" | "bad") =>
    limits === null ? messages.unlimited : readingText(unit, limits[which]);
  return (
    <tr>
      <td className="full">
        <State tone={STATE_WORDS[state].tone}>
          {title}
          <span className="sr">: {STATE_WORDS[state].word}</span>
        </State>
        {sentence === "" ? null : <div className="small sub">{sentence}</div>}
      </td>
      <td className="num nb strong" data-label={messages.now}>
        {readingText(unit, value)}
      </td>
      <td className="num nb sub" data-label={messages.warns}>
        {limit("warn")}
      </td>
      <td className="num nb sub" data-label={messages.bad}>
        {limit("bad")}
      </td>
      <td className="nb sub" data-label={messages.since}>
        <TimeInZone at={since} zone={zone} />
      </td>
    </tr>
  );
}

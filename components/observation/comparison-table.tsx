import { messages, VERDICT_WORDS } from "@/components/observation/messages";
import { State } from "@/components/ui/glyph";
import type { SignalComparison } from "@/lib/contracts/api/resources/observation";
import { SIGNALS, signalText } from "@/lib/domain/health/signal";

const text = messages.table;

/** Each signal before and now, with the values at which it warns and goes back. */
export function ComparisonTable({ comparisons }: { comparisons: readonly SignalComparison[] }) {
  return (
    <table className="table stack pair">
      <caption className="sr">{text.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{text.signal}</th>
          <th scope="col" className="num">
            {text.before}
          </th>
          <th scope="col" className="num">
            {text.now}
          </th>
          <th scope="col" className="num hide-narrow">
            {text.warning}
          </th>
          <th scope="col" className="num hide-narrow">
            {text.trigger}
          </th>
          <th scope="col">{text.verdict}</th>
        </tr>
      </thead>
      <tbody>
        {comparisons.map((one) => (
          <Row key={one.signal} comparison={one} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ comparison }: { comparison: SignalComparison }) {
  const { signal, before, now, warningAt, triggerAt, verdict } = comparison;
  const words = VERDICT_WORDS[verdict];
  return (
    <tr>
      <td className="strong" title={SIGNALS[signal].meaning}>
        {SIGNALS[signal].title}
      </td>
      <td className="num sub nb">
        <Label>{text.before}</Label>
        {signalText(signal, before)}
      </td>
      <td className="num strong nb">
        <Label>{text.now}</Label>
        {signalText(signal, now)}
      </td>
      <td className="num sub nb hide-narrow">{signalText(signal, warningAt)}</td>
      <td className="num sub nb hide-narrow">{signalText(signal, triggerAt)}</td>
      <td className="nb">
        <State tone={words.tone}>{words.word}</State>
      </td>
    </tr>
  );
}

/** On a phone the columns have no heads: each value brings its own. */
const Label = ({ children }: { children: string }) => (
  <span className="only-narrow inline">{children.toLowerCase()} </span>
);

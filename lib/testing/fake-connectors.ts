import type { CheckAnswer } from "@/lib/domain/integration/check";
import type { AskedCheck, Connectors } from "@/lib/ports/connectors";
import type { LogAnswer, LogQuestion, Logs, LogTarget } from "@/lib/ports/logs";

export const WORKS: CheckAnswer = { outcome: "good", milliseconds: 12, value: null, detail: "It answers." };

/** The other side of integrations: it works until it is told otherwise, and remembers what it was asked. */
export class FakeConnectors implements Connectors {
  answer: CheckAnswer = WORKS;
  readonly asked: AskedCheck[] = [];

  async check(asked: AskedCheck, signal: AbortSignal): Promise<CheckAnswer> {
    signal.throwIfAborted();
    this.asked.push(asked);
    return this.answer;
  }
}

/** Logs in memory: what `lines` holds, within the window and with the text that is asked for. */
export class FakeLogs implements Logs {
  answer: LogAnswer = { source: "pods", lines: [], cut: false, silent: [] };
  readonly asked: { target: LogTarget; question: LogQuestion }[] = [];

  async read(target: LogTarget, question: LogQuestion, signal: AbortSignal): Promise<LogAnswer> {
    signal.throwIfAborted();
    this.asked.push({ target, question });
    const lines = this.answer.lines.filter(
      ({ at, text }) =>
        at >= question.from && at <= question.to && text.toLowerCase().includes(question.text.toLowerCase()),
    );
    return { ...this.answer, lines: lines.slice(-question.limit) };
  }

  async follow(): Promise<void> {}
}

import "server-only";

const HIDDEN = "[hidden]";

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(@)/gi, `$1${HIDDEN}$2`],
  [/(\bbearer\s+)[a-z0-9._~+/=-]{8,}/gi, `$1${HIDDEN}`],
  [
    /((?:password|passwd|pwd|secret|token|api[_-]?key|authorization)["']?\s*[:=]\s*["']?)(?!bearer\b)[^\s"',;&}]+/gi,
    `$1${HIDDEN}`,
  ],
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g, HIDDEN],
];

/** Hides what looks like a credential in a line written by someone else: log lines of pods, messages of errors. */
export function redactText(text: string): string {
  return PATTERNS.reduce((line, [pattern, replacement]) => line.replace(pattern, replacement), text);
}

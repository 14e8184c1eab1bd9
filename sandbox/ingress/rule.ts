/** What of a request a rule can look at. */
export type RequestFacts = {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly header: (name: string) => string | undefined;
  readonly query: URLSearchParams;
};

export type Matcher = (request: RequestFacts) => boolean;

type Token = "(" | ")" | "&&" | "||" | "!" | { readonly name: string; readonly args: readonly string[] };

const MAXIMUM_RULE = 4_000;
const CALL = /^([A-Za-z]+)\(\s*((?:`[^`]*`|"[^"]*")(?:\s*,\s*(?:`[^`]*`|"[^"]*"))*)\s*\)/;

/**
 * Compiles a Traefik v3 rule: Host, HostRegexp, Path, PathPrefix, PathRegexp, Method, Header, HeaderRegexp, Query
 * combined with `&&`, `||`, `!` and parentheses.
 * @throws Error saying what in the rule is not understood.
 */
export function compileRule(rule: string): Matcher {
  if (rule.length > MAXIMUM_RULE) throw new Error(`The rule is longer than ${MAXIMUM_RULE} characters.`);
  const tokens = tokenize(rule);
  const matcher = parseAlternatives(tokens);
  if (tokens.length > 0) throw new Error(`The rule has something left over at its end: ${rule}`);
  return matcher;
}

function tokenize(rule: string): Token[] {
  const tokens: Token[] = [];
  let rest = rule.trim();
  while (rest !== "") {
    const symbol = ["&&", "||", "!", "(", ")"].find((candidate) => rest.startsWith(candidate));
    const call = symbol === undefined ? CALL.exec(rest) : null;
    if (symbol !== undefined) {
      tokens.push(symbol as "(" | ")" | "&&" | "||" | "!");
      rest = rest.slice(symbol.length).trim();
    } else if (call !== null) {
      const args = [...(call[2] ?? "").matchAll(/`([^`]*)`|"([^"]*)"/g)].map(
        (match) => match[1] ?? match[2] ?? "",
      );
      tokens.push({ name: call[1] ?? "", args });
      rest = rest.slice(call[0].length).trim();
    } else {
      throw new Error(`The rule cannot be read from here on: ${rest.slice(0, 80)}`);
    }
  }
  return tokens;
}

function parseAlternatives(tokens: Token[]): Matcher {
  const alternatives = [parseConjunction(tokens)];
  while (tokens[0] === "||") {
    tokens.shift();
    alternatives.push(parseConjunction(tokens));
  }
  return (request) => alternatives.some((matches) => matches(request));
}

function parseConjunction(tokens: Token[]): Matcher {
  const parts = [parseFactor(tokens)];
  while (tokens[0] === "&&") {
    tokens.shift();
    parts.push(parseFactor(tokens));
  }
  return (request) => parts.every((matches) => matches(request));
}

function parseFactor(tokens: Token[]): Matcher {
  const token = tokens.shift();
  if (token === "!") {
    const inner = parseFactor(tokens);
    return (request) => !inner(request);
  }
  if (token === "(") {
    const inner = parseAlternatives(tokens);
    if (tokens.shift() !== ")") throw new Error("The rule lacks a closing parenthesis.");
    return inner;
  }
  if (typeof token !== "object")
    throw new Error(`The rule has ${token ?? "nothing"} where a matcher should be.`);
  return matcherOf(token.name, token.args);
}

function matcherOf(name: string, args: readonly string[]): Matcher {
  const [first = "", second = ""] = args;
  switch (name) {
    case "Host":
      return ({ host }) => args.some((wanted) => wanted.toLowerCase() === host);
    case "HostRegexp":
      return regexMatcher(first, ({ host }) => host);
    case "Path":
      return ({ path }) => path === first;
    case "PathPrefix":
      return ({ path }) => path.startsWith(first);
    case "PathRegexp":
      return regexMatcher(first, ({ path }) => path);
    case "Method":
      return ({ method }) => method === first.toUpperCase();
    case "Header":
      return ({ header }) => header(first.toLowerCase()) === second;
    case "HeaderRegexp":
      return regexMatcher(second, ({ header }) => header(first.toLowerCase()) ?? "");
    case "Query":
      return ({ query }) => query.get(first) === second;
    default:
      throw new Error(`The matcher ${name} is not known here.`);
  }
}

function regexMatcher(pattern: string, value: (request: RequestFacts) => string): Matcher {
  const expression = new RegExp(pattern);
  return (request) => expression.test(value(request).slice(0, 2_000));
}

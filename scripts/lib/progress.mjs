const live = process.stdout.isTTY === true && !process.env.CI;
const running = new Map();
let ticker;
let hushed = false;

/** From now on steps end without a line: everything is being stopped. */
export function hush() {
  hushed = true;
  running.clear();
  stopTicker();
  clearLive();
}

/** Seconds as people read them: "0.4 s", "12.3 s", "2 min 5 s". */
export function seconds(milliseconds) {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const whole = Math.round(milliseconds / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Prints a line above the line that shows what is under way. */
export function say(line = "") {
  clearLive();
  console.log(line);
  drawLive();
}

/**
 * Runs one step and prints "✓ title  1.2 s" when it is done, "✗ title" when it threw. Steps may overlap.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} action
 * @param {(result: T) => string} [done] a better title once the result is known
 * @returns {Promise<T>}
 */
export async function step(title, action, done = () => title) {
  const started = performance.now();
  running.set(title, started);
  startTicker();
  try {
    const result = await action();
    running.delete(title);
    if (!hushed) say(`✓ ${done(result)}  ${seconds(performance.now() - started)}`);
    return result;
  } catch (error) {
    running.delete(title);
    if (!hushed) say(`✗ ${title}  ${seconds(performance.now() - started)}`);
    throw error;
  } finally {
    if (running.size === 0) stopTicker();
  }
}

function startTicker() {
  if (!live || ticker) return;
  ticker = setInterval(drawLive, 500);
  ticker.unref();
}

function stopTicker() {
  clearInterval(ticker);
  ticker = undefined;
}

function clearLive() {
  if (live) process.stdout.write("\r\u001b[2K");
}

function drawLive() {
  if (!live || running.size === 0) return;
  const longest = Math.max(...[...running.values()].map((started) => performance.now() - started));
  const text = `… ${[...running.keys()].join(", ")}  ${seconds(longest)}`;
  process.stdout.write(`\r\u001b[2K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`);
}

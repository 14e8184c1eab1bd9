// The list in stage.txt and the behaviours in the test files are the same, so that none is lost unnoticed.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const here = new URL('./', import.meta.url);

it('stage.txt names exactly the behaviours of this directory', () => {
  const listed = readFileSync(new URL('stage.txt', here), 'utf8').split('\n').filter(Boolean);
  const written = readdirSync(here).filter((file) => /^\d\d-.*\.test\.mjs$/.test(file)).flatMap((file) => {
    const source = readFileSync(new URL(file, here), 'utf8');
    return [...source.matchAll(/^ {2}behaviour\('((?:[^'\\]|\\.)*)'/gm)].map((match) => match[1].replaceAll("\\'", "'"));
  });
  expect([...written].sort()).toEqual([...listed].sort());
});

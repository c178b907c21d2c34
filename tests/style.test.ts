import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const sourceOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Words that are out, and what to say instead: docs/STYLE.md. */
const out: readonly (readonly [words: RegExp, say: string])[] = [
  [/\bparted by\b|\bpart (?:them|it|the)\b/i, 'separated by, split'],
  [/\btaken for\b|\bwrong kind\b/i, 'read as, wrong type'],
  [/\bstands? (?:in|at|by|behind|before|there|together|below|under|on|for)\b|\bnothing stands\b/i, 'is in, appears'],
  [/\bwaited for\b|\bwaits for no\b/i, 'is waiting for'],
  [/\bbears?\b|\bborne\b/i, 'share (a name), support (a claim)'],
  [/\blooked? (?:at|whether|through)\b/i, 'checked, opened, review, check that'],
  [/\bfor good\b/i, 'permanently'],
  [/\bgiven out\b|\bgives? it (?:up|out)\b|\bgiven to you\b/i, 'assigned, deleted'],
  [/\bt[ao]ke?n? back\b|\btook back\b/i, 'undo'],
  [/\bgo(?:es)? back to everybody\b|\bwent back to everybody\b/i, 'is free for anyone'],
  [/\bso that they\b|\bof (?:yours|mine|theirs)\b/i, 'so they, your'],
  [/\bor several are\b|\bnobody called\b/i, 'Nobody here is called'],
  [/\bthe same goes\b/i, 'Also posted in'],
  [/\bnor does\b|\banew\b|\bseldom\b|\bmeanwhile\b|\bat one go\b/i, 'again, rarely, since then, at once'],
  [/\bnot done\b|\bof no use\b/i, 'That didn’t work, unusable'],
  [/(?<!-)\bmend(?:s|ed)?\b/i, 'fix, repair'],
  [/\bpassed over\b/i, 'skipped'],
  [/\blies? (?:after|before|ahead|under)\b/i, 'is'],
  [/\bsigns\b|\bblanks\b/i, 'characters, spaces'],
  [/\bthose there are\b|\bnear ones?\b/i, 'lists them all, possible matches'],
  [/\btakes? no (?:direct )?messages\b/i, 'does not accept messages'],
  [/(?<!with )\bwhom\b|\bcalled so\b|\bmarked so\b|\bso named\b|\bnamed so\b/i, 'who, like that'],
  [/\bbring (?:it|them|some|cables) in\b|\bbrought in\b/i, 'import'],
  [/\bas it was meant\b|\bcan be meant\b/i, 'as intended'],
  [/\bwould have it\b|\bhas it\b(?= already as)/i, 'would explain'],
  [/\bfault\b(?=, so|:| of mine)/i, 'error'],
];

/** Not read by people at a desk: the model's prompt, lists of words, and the linter and local Discord, which speak as Discord does. */
const exempt = ['src/names/model.ts', 'src/names/recognise/', 'src/language/tokens.ts', 'src/chat/lint/', 'src/demo/discord/'];

const isSql = (text: string): boolean =>
  /^\s*(?:--|\(?SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)\b/m.test(text) || /^\s*-- /m.test(text);

type Found = { file: string; start: number; text: string };

/** Every text in the code that has a blank in it. */
function textsOf(file: string): Found[] {
  const found: Found[] = [];
  const add = (start: number, text: string): void => {
    if (/\s/.test(text.trim()) && !isSql(text)) found.push({ file, start, text });
  };
  new Visitor({
    Literal({ start, value }) {
      if (typeof value === 'string') add(start, value);
    },
    TemplateLiteral({ start, quasis }) {
      add(start, quasis.map(({ value }) => value.raw).join('…'));
    },
  }).visit(parseSync(file, sourceOf(file)).program);
  return found;
}

const lineOf = ({ file, start }: Found): string => `${file}:${sourceOf(file).slice(0, start).split('\n').length}`;

const files = ['commands', 'src']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((file) => /\.(?:ts|mjs)$/.test(file) && !exempt.some((start) => file.startsWith(start)));

test('every text that people read is in plain English', () => {
  const texts = files.flatMap(textsOf);
  expect(texts.length).toBeGreaterThan(2500);
  const said = texts.flatMap((found) =>
    out
      .filter(([words]) => words.test(found.text))
      .map(([words, say]) => `${lineOf(found)} "${words.exec(found.text)?.[0] ?? ''}" in "${found.text.slice(0, 100)}": say ${say}`),
  );
  expect(said).toEqual([]);
});

test('docs/STYLE.md shows thirty texts as they were and as they are, all of the latter in use', () => {
  const page = sourceOf('docs/STYLE.md');
  const pairs = [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].map(
    ([, before = '', after = '']) => [before.trim(), after.trim()] as const,
  );
  const examples = pairs.filter(([before]) => before.startsWith('“'));
  expect(examples.length).toBe(30);
  const code = files.map(sourceOf).join('\n');
  // “…” stands for what the code fills in.
  const missing = examples.filter(
    ([, after]) =>
      !after
        .replaceAll(/[“”]/g, '')
        .split('…')
        .every((piece) => code.includes(piece.trim())),
  );
  expect(missing).toEqual([]);
});

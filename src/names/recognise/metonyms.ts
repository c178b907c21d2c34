import type { Evidence } from './countries.ts';

/** What is known of a text beside its words: the posts that write and receive it, and the countries its subject names. */
export type PostsAndSubject = { posts: ReadonlySet<string>; subject: ReadonlySet<string> };

/** How much a reference of each role says of a metonym near it. */
const weight = { name: 1, historic: 1, demonym: 0.8, capital: 0.8, city: 0.5, metonym: 0.8 } as const;
/** In UTF-16 units: a reference so far away says a third of one that is near. */
const reach = 200;
const least = 0.5;
/** The best country must be so much likelier than the next. */
const lead = 1.4;

/**
 * The country whose office or body is meant (`Foreign Office`, `Chamber of Deputies`): the one named beside it, else the
 * one that the post of the sender or receiver and the references around it bear out. Undefined where nothing does. `of`:
 * the countries that have one, empty for any but the United States, whose cables call theirs by another name.
 */
export function countryMeant(
  text: string,
  { start, end }: { start: number; end: number },
  of: readonly string[],
  around: readonly Evidence[],
  { posts, subject }: PostsAndSubject,
): string | undefined {
  const mayBe = (code: string): boolean => (of.length === 0 ? code !== 'US' : of.includes(code));
  const beside = around.find((one) => isBeside(text, one, start, end));
  if (beside !== undefined) return mayBe(beside.code) ? beside.code : undefined;
  const scores = new Map<string, number>();
  const add = (code: string, score: number): void => {
    if (mayBe(code)) scores.set(code, (scores.get(code) ?? 0) + score);
  };
  for (const one of around) {
    const far = Math.min(Math.abs(one.start - end), Math.abs(start - one.end));
    add(one.code, weight[one.role] * (Math.exp(-far / reach) + 0.3 / around.length));
  }
  // `His Foreign Office` is that of whoever is spoken of.
  const isSomebodys = /\b(?:his|her|their|its)\s+$/i.test(text.slice(Math.max(0, start - 8), start));
  if (!isSomebodys) for (const code of posts) add(code, 2.5);
  for (const code of subject) add(code, 0.7);
  const [best, next] = [...scores].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return best !== undefined && best[1] >= least && best[1] >= lead * (next?.[1] ?? 0) ? best[0] : undefined;
}

/** `German Foreign Office`, `Sultan of Brunei`, `Foreign Office, London`. */
export function isBeside(text: string, one: Evidence, start: number, end: number): boolean {
  if (one.end <= start) return start - one.end < 20 && /^(?:['’]s?)?\s+(?:\p{L}+\s+)?$/u.test(text.slice(one.end, start));
  return (
    one.start - end < 40 && /^(?:\s+(?:of|in|at|for)\s+(?:the\s+)?|,\s+|\s+\()(?:\p{Lu}\p{L}+\s+){0,4}$/u.test(text.slice(end, one.start))
  );
}

import { mapTexts } from './map-texts.ts';
import type { Reply, WebhookNews } from './reply.ts';
import { english, own, plain, quoted, type Part, type Text } from './text.ts';

/** What stands in place of a name. */
const withheld = english('[name withheld]');
/** A name of so many letters is withheld with whatever ending its word has: a genitive, a plural. */
const leastStem = 4;

/** A text as names are looked for in it: letters and digits alone, without case, accents and hidden characters; a blank for all between. */
function fold(text: string): { text: string; at: number[] } {
  const folded = [' '];
  const at = [0];
  let offset = 0;
  for (const sign of text) {
    const bare = sign
      .normalize('NFKD')
      .replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
      .toLowerCase();
    const letters = /^[\p{L}\p{N}]+$/u.test(bare) ? bare : bare === '' || folded.at(-1) === ' ' ? '' : ' ';
    // By UTF-16 units, as the offsets of a string are.
    for (const unit of letters.split('')) {
      folded.push(unit);
      at.push(offset);
    }
    offset += sign.length;
  }
  return { text: folded.join(''), at };
}

/** A name as it is looked for; '' for one without a letter. */
export const foldName = (name: string): string => fold(name).text.trim();

/** Where names stand in a text: its offsets, in order, not overlapping. */
function placesOf(text: string, names: readonly string[]): [from: number, to: number][] {
  const { text: folded, at } = fold(text);
  const found: [number, number][] = [];
  for (const name of names.map(foldName).filter((one) => one !== '')) {
    for (let from = folded.indexOf(` ${name}`); from >= 0; from = folded.indexOf(` ${name}`, from + 1)) {
      const after = folded.indexOf(' ', from + 1 + name.length);
      const end = after < 0 ? folded.length : after;
      if (name.length < leastStem && end !== from + 1 + name.length) continue;
      found.push([at[from + 1] ?? 0, at[end] ?? text.length]);
    }
  }
  const apart: [from: number, to: number][] = [];
  for (const place of found.sort(([a], [b]) => a - b)) {
    const last = apart.at(-1);
    if (last !== undefined && place[0] < last[1]) last[1] = Math.max(last[1], place[1]);
    else apart.push(place);
  }
  return apart;
}

/** A text without the names, each replaced by words of ours. A name may run over several parts: a hit is marked inside it. */
function withoutNames(parts: Text, names: readonly string[]): Text {
  const lengths = parts.map((part) => ('text' in part ? part.text.length : 1));
  const places = placesOf(parts.map((part) => ('text' in part ? part.text : '\n')).join(''), names);
  if (places.length === 0) return parts;
  let start = 0;
  return parts.flatMap((part, i): Part[] => {
    const [from, to] = [start, start + (lengths[i] ?? 0)];
    start = to;
    if (!('text' in part)) return [part];
    const left: Part[] = [];
    let kept = from;
    const keep = (end: number): void => {
      if (end > kept) left.push({ ...part, text: part.text.slice(kept - from, end - from) });
    };
    for (const [begins, ends] of places.filter(([a, b]) => a < to && b > from)) {
      keep(begins);
      if (begins >= from) left.push(own(withheld));
      kept = Math.min(to, ends);
    }
    keep(to);
    return left;
  });
}

/** An answer in which none of these names stands, in whatever case, accents and endings: each is withheld, and that is seen. Refs stay. */
export const withholdNames = (reply: Reply, names: readonly string[]): Reply =>
  names.length === 0 ? reply : mapTexts(reply, (text) => withoutNames(text, names));

/** The same for what a webhook is told. */
export function withholdIn(news: WebhookNews, names: readonly string[]): WebhookNews {
  const without = <Key extends string>(key: Key, text: string | undefined): { [K in Key]?: string } =>
    text === undefined ? {} : ({ [key]: plain(withoutNames([quoted(text)], names)) } as { [K in Key]: string });
  const cables = news.cables.map((one) => ({ ...one, ...without('sender', one.sender), ...without('subject', one.subject) }));
  return { ...news, ...without('query', news.query), cables };
}

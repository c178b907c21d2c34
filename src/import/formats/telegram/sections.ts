import { readBareHeader, readHeader, type TelegramHeader } from './header.ts';
import { cutPages, type Pages } from './pages.ts';
import type { Piece } from './split.ts';

/** A piece as read: its lines without banners, its header, and where its text begins. */
export type Section = Pages & { piece: Piece; header?: TelegramHeader; bodyAt: number };

/** A telegram's number: `75 NOUAKCHOTT 1895`. */
export type PostNumber = { year?: string; post: string; digits: string };

/** The number at the beginning of a message line or page banner. */
export function readNumber(text: string): PostNumber | undefined {
  const found = /^(?:(\d{4}|\d{2}) ?)?([A-Z][A-Z .'-]{0,40}?) ?(\d{2,7})\b/.exec(text.replaceAll(/\s+/g, ' '));
  if (found === null) return undefined;
  return { post: found[2] ?? '', digits: found[3] ?? '', ...(found[1] === undefined ? {} : { year: found[1] }) };
}

/** The line of the file where a piece begins. */
export function firstLineOf({ lines, numbers }: Piece): number {
  return numbers[lines.findIndex((line) => line.trim() !== '')] ?? 1;
}

/**
 * The telegrams of a file, each with its sections in their order, wherever in the file they stand: sections have the same
 * post and number, and each its own place (`SECTION 02 OF 03`).
 */
export function joinSections(pieces: readonly Piece[]): Section[][] {
  const telegrams: Section[][] = [];
  const open = new Map<string, { sections: Section[]; parts: Set<number>; post: string }>();
  for (const piece of pieces) {
    const section = readSection(piece);
    if (section.lines.length === 0 && section.attributes.size === 0 && section.banner === '') continue;
    const part = partOf(section);
    const own = readNumber(section.banner) ?? readNumber(section.header?.message?.number ?? '');
    const key = `${Number(own?.digits ?? 0)} of ${part?.total ?? 0}`;
    const known = open.get(key);
    if (part !== undefined && own !== undefined && known !== undefined && !known.parts.has(part.part) && isSamePost(known.post, own.post)) {
      known.sections.push(section);
      known.parts.add(part.part);
      continue;
    }
    const sections = [section];
    telegrams.push(sections);
    if (part !== undefined && own !== undefined) open.set(key, { sections, parts: new Set([part.part]), post: own.post });
  }
  return telegrams.map((sections) => sections.sort((a, b) => (partOf(a)?.part ?? 0) - (partOf(b)?.part ?? 0)));
}

function readSection(piece: Piece): Section {
  const { metadata } = piece;
  const pages = cutPages(piece.lines);
  const whole = readHeader(pages.lines);
  if (whole !== undefined) return { ...pages, piece, header: whole, bodyAt: whole.bodyAt };
  const bare = readBareHeader(pages.lines.slice(metadata?.end ?? 0));
  if (bare === undefined) return { ...pages, piece, bodyAt: 0 };
  return { ...pages, piece, header: bare, bodyAt: bare.bodyAt + (metadata?.end ?? 0) };
}

/** `02 OF 03`, as the message line or the banner prints it. */
function partOf({ header, banner }: Section): { part: number; total: number } | undefined {
  const found = /\b(\d{1,2}) OF (\d{1,2})\b/i.exec(header?.message?.section ?? banner);
  return found === null ? undefined : { part: Number(found[1]), total: Number(found[2]) };
}

/** Page banners shorten the post: `NORTHP 00417` for NORTHPORT. */
function isSamePost(one: string, other: string): boolean {
  const [a, b] = [one, other].map((post) => post.replaceAll(/[^A-Z]/g, ''));
  return a !== undefined && b !== undefined && (a.startsWith(b) || b.startsWith(a));
}

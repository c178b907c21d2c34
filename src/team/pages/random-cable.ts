import { headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { absence, total } from '../../reply/absence.ts';
import { press } from '../../reply/actions.ts';
import { spoken } from '../../reply/language.ts';
import type { Reply } from '../../reply/reply.ts';
import { join, ours, plural, quoted, said } from '../../reply/text.ts';
import { foundRows } from '../../search/search.ts';
import { sha256 } from '../../store/hash.ts';
import { excerptOf, openAction } from './lines.ts';

/** What nobody has opened or works on. */
const query = 'is:unread is:unassigned status:new';

/**
 * A cable that nobody has opened and nobody has, in a language that the caller reads, each with the same chance. `typed`: those
 * languages, as cables name theirs; without it, those of the cables that they marked as read, or else the one they are answered in
 * and English. Cables that name no language suit everybody.
 */
export async function randomCable(desk: Desk, caller: Caller, typed: string | undefined): Promise<Reply> {
  const reads = typed === undefined ? languagesOf(desk, caller) : (typed.match(/\p{L}+/gu) ?? []).map(short);
  const others = desk.cables.languages().filter(({ lang }) => lang !== '' && !reads.includes(short(lang)));
  const filters = others.map(({ lang }) => `-lang:"${lang.replaceAll(/["“”„\\\n]/g, ' ')}"`).join('\n');
  const { rows } = await foundRows(desk, caller, filters === '' ? { query } : { query, filters });
  const { size } = rows;
  const row = [...rows][Math.floor(chance(caller.interaction) * size)];
  const cable = row === undefined ? undefined : desk.cables.byRow(row);
  const languages = join(reads.map(quoted), ', ');
  if (cable === undefined)
    return {
      tone: 'notice',
      blocks: [
        {
          kind: 'text',
          text: absence(
            said`Somebody has opened or has every cable in ${languages}.`,
            ours('None so far that nobody has opened, in these languages.'),
          ),
        },
      ],
      actions: [[press(said`Unread in any language`, 'search', { query })]],
    };
  return {
    title: subjectLine(cable),
    blocks: [
      { kind: 'text', text: headLine(cable) },
      excerptOf(desk, cable),
      { kind: 'small', text: said`One of ${total(plural(size, 'cable'))} that nobody has opened or has, in ${languages}.` },
    ],
    actions: [
      [
        { ...openAction(cable.ref), style: 'main' },
        press(said`Another`, 'work random', { lang: typed }, { as: 'replace' }),
        press(said`Claim`, 'work claim', { ref: cable.ref }),
      ],
    ],
  };
}

const short = (lang: string): string => lang.toLowerCase().slice(0, 2);

function languagesOf(desk: Desk, caller: Caller): string[] {
  const read = desk.facts
    .all(caller.desk, 'reading', caller.member)
    .flatMap(({ cable, value }) => (value.read === undefined || value.irrelevant !== undefined ? [] : [cable]));
  const langs = desk.db
    .prepare<[string], string>("SELECT DISTINCT lang FROM cables WHERE lang <> '' AND row IN (SELECT value FROM json_each(?))")
    .pluck()
    .all(JSON.stringify(read));
  const known = new Set(langs.map(short));
  return known.size > 0 ? [...known].toSorted() : [...new Set([short(spoken()?.code ?? 'en'), 'en'])];
}

/** From 0 to 1, by the press: asked again, the same. What cannot be seen has no part in it. */
const chance = (interaction: string): number => Number.parseInt(sha256(interaction).slice(0, 12), 16) / 2 ** 48;

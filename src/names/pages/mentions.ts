import { listPage } from '../../reply/paging.ts';
import { passageText } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { openEntity, shortName } from './entity-page.ts';
import type { NameMention } from '../mentions.ts';
import { paragraphsOf } from '../../team/notes.ts';
import type { Item, Reply } from '../../reply/reply.ts';
import { own, plural, quoted, ref, said, type Text, english } from '../../reply/text.ts';
import { absence, total } from '../../reply/absence.ts';
import { press } from '../../reply/actions.ts';

const perPage = 6;
/** Characters of context shown on each side of a name. */
const around = 60;

/** Descriptions of the rules that find names; keyed by rule and kind where two rules share a name. */
const ruleWords: Readonly<Record<string, string>> = {
  name: 'a country’s name',
  historic: english('a country’s former name'),
  demonym: english('a country’s people'),
  capital: english('a country’s capital'),
  'capital individual': english('a capital letter alone'),
  city: english('a known city'),
  metonym: english('a word for a government'),
  'known name': english('the list of organizations'),
  'known place': english('the list of places'),
  'known event': english('the list of events'),
  listed: english('an editor’s list'),
  list: english('names beside it in a list'),
  learned: english('the model, learned from texts that people marked'),
  title: english('a title or office before it'),
  'role before': english('an office before it'),
  'given name': english('a known given name'),
  surname: english('a known surname'),
  'surname before': english('the surname of somebody who is named in full in this cable'),
  'mail head': english('the head of a mail, where the surname stands first'),
  initials: 'initials',
  signature: english('the place of a signature'),
  'verb after': english('what it does in the sentence'),
  from: english('the word “from” before it'),
  in: english('the word “in” before it'),
  the: english('the word “the” before it'),
  'head word': english('a word such as Ministry in it'),
  'place word': english('a word such as River in it'),
  company: english('a company’s ending'),
  party: english('a word such as Party in it'),
  ship: english('the name of a ship'),
  capitals: english('capital letters'),
  'acronym defined': english('letters explained in this cable'),
  'acronym explained': english('the letters behind it'),
  'named before': english('the same name elsewhere in this cable'),
  election: english('the word “election”'),
  meeting: english('a word such as meeting'),
  'event word': english('a word such as summit'),
  'dated meeting': english('a meeting with its date'),
};

const foundBy = ({ rule, kind }: NameMention): string => ruleWords[`${rule} ${kind}`] ?? ruleWords[rule] ?? rule;

/** One page of the names found in a cable, in reading order: each with its kind, the rule that found it, and its confidence. */
export function mentionsPage(desk: Desk, cable: Cable, wanted: number): Reply {
  const all = desk.names.inCable(cable.row);
  const entities = new Map(desk.names.ofCable(cable.row).map(({ entity }) => [entity.id, entity]));
  const paragraphs = paragraphsOf(cable.body);
  const placeOf = ({ part, start }: NameMention): Text => {
    const number = paragraphs.find((one) => one.start <= start && start < one.end)?.number;
    return part === 'subject' ? said`subject` : number === undefined ? said`text` : said`¶${number}`;
  };
  const item = (mention: NameMention): Item => {
    const entity = entities.get(mention.entity);
    const target: Text =
      entity === undefined
        ? said`no page`
        : entity.ambiguous
          ? said`shared by several`
          : entity.name === mention.surface
            ? said`its page`
            : said`page of ${quoted(shortName(entity.name))}`;
    return {
      head: said`${{ kind: 'mark', text: mention.surface.slice(0, 100) }} · ${own(mention.kind)} · ${placeOf(mention)} · ${target}`,
      lines: [said`By ${own(foundBy(mention))}; sure: ${own(`${Math.round(100 * mention.sure)} %`)}`],
      passage: contextOf(cable, mention),
      ...(entity === undefined ? {} : { actions: [openEntity(entity, said`Open`)] }),
    };
  };
  return listPage({
    title: said`Names read in ${ref(cable.ref)}`,
    before: [
      {
        kind: 'text',
        text:
          all.length === 0
            ? absence(said`No names were found in it.`)
            : said`${total(plural(all.length, 'name'))}. “Sure” is an estimate: for a rule, how often it is right; for the model, its own figure.`,
      },
    ],
    rows: all,
    perPage,
    page: wanted,
    item,
    turn: ['names in', { ref: cable.ref }],
    beside: [press(said`Open the cable`, 'cable', { ref: cable.ref })],
  });
}

function contextOf(cable: Cable, { part, start, end }: NameMention): Text {
  const text = part === 'subject' ? cable.subject : cable.body;
  const from = Math.max(0, start - around);
  const to = Math.min(text.length, end + around);
  return passageText(
    text.slice(from, to),
    [[start - from, end - from]],
    { before: from > 0, after: to < text.length },
    part === 'subject' ? undefined : { cable: cable.row, at: from },
  );
}
